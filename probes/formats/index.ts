import type { AnyFormat } from "../../src/core/format.js";

/** Every format of other tools' recordings by name, loaded when asked for. */
export const formats: Readonly<Record<string, () => Promise<AnyFormat>>> = {
  csv: () => import("./csv/format.js").then((module) => module.default),
  "elmorlabs-pmd": () => import("./elmorlabs-pmd/format.js").then((module) => module.default),
  mlperf: () => import("./mlperf/format.js").then((module) => module.default),
  "nvidia-smi": () => import("./nvidia-smi/format.js").then((module) => module.default),
  "pcm-power": () => import("./pcm-power/format.js").then((module) => module.default),
  powersensor3: () => import("./powersensor3/format.js").then((module) => module.default),
  tegrastats: () => import("./tegrastats/format.js").then((module) => module.default),
  turbostat: () => import("./turbostat/format.js").then((module) => module.default),
};
