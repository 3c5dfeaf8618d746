/** Ready to paste: both ways without root. The first is for everybody until the next boot, the second for perf alone. */
export const letIn = [
  "Let perf count for the whole computer, until the next boot:",
  "  sudo sysctl kernel.perf_event_paranoid=0",
  "or give that right to this program, for good (until it is updated):",
  '  sudo setcap cap_perfmon=ep "$(readlink -f "$(which perf)")"',
  "Whoever may count can learn secrets of other programs from fine-grained energy (PLATYPUS, CVE-2020-8694): allow only people you trust.",
].join("\n");

/** Where no event is. */
export const lookedFor =
  "Looked for energy-* in /sys/bus/event_source/devices/power/events: load the driver (`sudo modprobe rapl`, before Linux 5.8 " +
  "`intel_rapl_perf`); virtual machines and containers usually have no such events";

/** How to get the tool. */
export const install =
  'Install perf (Debian: sudo apt-get install linux-perf; Ubuntu: sudo apt-get install "linux-tools-$(uname -r)")';
