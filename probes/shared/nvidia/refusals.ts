import type { Refusal } from "../refusals.js";

/**
 * What keeps the driver from answering, by the text of its program and by number: the program's exit status is the
 * library's return code wherever it has one (devices.md B3, B5). Texts go first, since old versions exit otherwise.
 */
export const refusals: readonly Refusal[] = [
  {
    code: "UNAVAILABLE",
    exit: 18,
    text: "Driver/library version mismatch",
    message: "the driver in the kernel and NVIDIA's library are of different versions",
    remedy: "Restart the computer, or unload and load the nvidia modules, so that both are of the installed version",
  },
  {
    code: "UNAVAILABLE",
    exit: 9,
    text: "couldn't communicate with the NVIDIA driver",
    message: "NVIDIA's driver is not loaded",
    remedy: "Load it with `sudo modprobe nvidia`, or install the driver for this kernel",
  },
  {
    code: "UNAVAILABLE",
    exit: 6,
    text: "No devices were found",
    message: "the driver found no GPU",
    remedy: "Look at `lspci` and `dmesg` for the GPU; `gpus` must name one that is there",
  },
  {
    code: "UNAVAILABLE",
    text: "No supported GPUs were found",
    message: "the driver supports none of the GPUs of this computer",
    remedy: "Install the driver for this GPU",
  },
  {
    code: "UNAVAILABLE",
    exit: 15,
    text: "Unable to determine the device handle",
    message: "a GPU has fallen off the bus",
    remedy: "See `dmesg | grep -i xid`; restart the computer",
  },
  {
    code: "UNAVAILABLE",
    exit: 8,
    message: "a GPU's power cables are not attached",
    remedy: "Attach the external power cables",
  },
  {
    code: "PERMISSION",
    exit: 4,
    text: "Insufficient Permissions",
    message: "reading the GPU is not allowed to this user",
    remedy: 'Grant access to the device files: sudo usermod --append --groups video,render "$USER", then log in again',
  },
  {
    code: "UNAVAILABLE",
    exit: 12,
    text: "couldn't find libnvidia-ml",
    message: "NVIDIA's management library is not installed",
    remedy: "Install the driver's library package, e.g. libnvidia-ml1",
  },
  {
    code: "UNAVAILABLE",
    exit: 14,
    message: "a GPU's infoROM is corrupted",
    remedy: "Have the card flashed or replaced; its readings are not to be trusted",
  },
  {
    code: "UNAVAILABLE",
    exit: 13,
    message: "the driver's library is too old for what it is asked",
    remedy: "Install a newer driver of NVIDIA's",
  },
  {
    code: "PERMISSION",
    exit: 17,
    message: "the operating system keeps this process from the GPU",
    remedy: "Give the container the GPU (docker run --gpus all), or its cgroup the files /dev/nvidia*",
  },
];
