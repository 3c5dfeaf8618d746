import type { Trace } from "../../../calibration/pair/trace.js";
import { MeasurementError } from "../../core/error.js";
import type { RailSamples } from "./rail-samples.js";
import { type NamedRail, nameOf } from "./rail-word.js";
import type { SensorSource } from "./source.js";

/** What a sensor shows of the quantity that is calibrated. Throws CONFIG when it does not measure it. */
export function traceOf(rail: NamedRail & { readonly samples: RailSamples }, of: SensorSource["of"]): Trace {
  const trace = rail.samples[of];
  if (trace !== undefined) return trace;
  const what = `${nameOf(rail)} does not measure ${of}`;
  throw new MeasurementError("CONFIG", what, "Leave --of out to calibrate its power, or name another rail");
}
