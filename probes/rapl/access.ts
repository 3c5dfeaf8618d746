/**
 * Ready to paste: a group that may read the counters, kept by udev over reboots and driver reloads. File capabilities are no
 * way out: `setcap cap_dac_read_search+ep` on node would let every script read every file of the computer.
 */
export const letIn = [
  "Let a group read the counters, for good (paste; then log in again, or start with `sg powercap`):",
  '  sudo groupadd --system --force powercap && sudo usermod --append --groups powercap "$USER"',
  '  echo \'SUBSYSTEM=="powercap", TEST=="energy_uj", RUN+="/bin/chgrp powercap /sys%p/energy_uj", RUN+="/bin/chmod 0440 /sys%p/energy_uj"\' | sudo tee /etc/udev/rules.d/70-powercap.rules',
  "  sudo udevadm control --reload && sudo udevadm trigger --subsystem-match=powercap --action=add",
  "Members of the group can learn secrets of other programs from fine-grained energy (PLATYPUS, CVE-2020-8694): add only people you trust.",
].join("\n");

/** Where no counter is. */
export const lookedFor =
  "Looked for energy_uj in /sys/class/powercap: load the driver (`sudo modprobe intel_rapl_msr`; it serves AMD too); " +
  "virtual machines and containers usually have no such counters";
