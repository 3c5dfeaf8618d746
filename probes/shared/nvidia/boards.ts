import type { Finding } from "../../../src/core/finding.js";
import type { Total } from "../../../src/core/rail.js";
import type { Gpu } from "./gpus.js";

/** The boards together, where there are several and each is measured in the same way. */
export function totalOf(gpus: readonly Gpu[]): readonly Total[] {
  const parts = gpus.map(({ index, moduleField }) =>
    moduleField === undefined ? `gpu${index}` : `gpu${index}/module`,
  );
  return parts.length < 2 ? [] : [{ name: "GPUs", parts, scope: "GPU boards" }];
}

/** Sensors that look away most of the time. */
export function unmeasuredTime(gpus: readonly Gpu[]): readonly Finding[] {
  const blind = gpus.filter(({ sensor: { window, update } }) => window.kind === "boxcar" && window.width < update);
  return blind.map(({ index, sensor: { window, update } }) => ({
    code: "sensor-window",
    severity: "note",
    message: `The sensor of gpu${index} sees ${window.kind === "boxcar" ? window.width * 1000 : 0} of every ${update * 1000} ms; a load in step with it is measured wrongly`,
    remedy: "Repeat the run (--repeat), or make it last 5 s and more",
    rail: `gpu${index}`,
  }));
}
