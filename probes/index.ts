import type { AnyProbe } from "../src/core/probe.js";

/** Every probe by name, loaded when asked for: `run --probe NAME` loads no other. One folder, one line. */
export const registry: Readonly<Record<string, () => Promise<AnyProbe>>> = {
  "cpu-model": () => import("./cpu-model/probe.js").then((module) => module.default),
  hwmon: () => import("./hwmon/probe.js").then((module) => module.default),
  "jetson-ina": () => import("./jetson-ina/probe.js").then((module) => module.default),
  "nvidia-smi": () => import("./nvidia-smi/probe.js").then((module) => module.default),
  nvml: () => import("./nvml/probe.js").then((module) => module.default),
  "pcm-power": () => import("./pcm-power/probe.js").then((module) => module.default),
  "perf-energy": () => import("./perf-energy/probe.js").then((module) => module.default),
  rapl: () => import("./rapl/probe.js").then((module) => module.default),
  replay: () => import("./replay/probe.js").then((module) => module.default),
  "serial-daq": () => import("./serial-daq/probe.js").then((module) => module.default),
  simulated: () => import("./simulated/probe.js").then((module) => module.default),
  tegrastats: () => import("./tegrastats/probe.js").then((module) => module.default),
};
