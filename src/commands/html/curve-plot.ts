import type { Correction, Operating } from "../../core/correction.js";
import type { CurvePlot } from "../../report/html/page-data.js";
import type { RailTap } from "./rail-tap.js";

const STEPS = 80;
const COVERAGE_95 = 1.96;

/** The curve of a rail over its loads and a little beyond; nothing where no curve was used or no load was seen. */
export function curvePlotOf(tap: RailTap): CurvePlot | undefined {
  const { rail, correction, probe } = tap;
  const loads = tap.loads.seen();
  if (correction.curve === null || loads === undefined) return undefined;
  const unit = tap.operating(1).currentA === undefined ? "W" : "A";
  const operatingAt = operatingOf(tap, unit);
  const range = rangeOf(correction, operatingAt, loads.max);
  const highest = 1.1 * Math.max(loads.max, range !== null && Number.isFinite(range[1]) ? range[1] : 0);
  const of = correction.from === correction.to ? "gain" : "efficiency";
  const points = Array.from({ length: STEPS }, (_, k) => {
    const load = (highest * (k + 1)) / STEPS;
    const operating = operatingAt(load);
    const corrected = correction.at(operating);
    const value = ratioOf(of, operating.powerW, corrected);
    const u = Math.hypot(...correction.errors(operating, 1).sources.map(([, watts]) => watts));
    return { load, value, u95: Math.abs((value * COVERAGE_95 * u) / corrected) };
  }).filter(({ value, u95 }) => Number.isFinite(value) && Number.isFinite(u95));
  return {
    probe,
    rail: rail.id,
    curve: correction.curve,
    from: correction.from,
    to: correction.to,
    quality: correction.quality ?? "assumed",
    unit,
    of,
    points,
    range,
    loads,
  };
}

/** Through a regulator, what it gives over what it takes, whichever of the two was measured. */
function ratioOf(of: CurvePlot["of"], shown: number, corrected: number): number {
  if (of === "gain") return corrected / shown;
  return corrected > shown ? shown / corrected : corrected / shown;
}

const operatingOf =
  (tap: RailTap, unit: CurvePlot["unit"]) =>
  (load: number): Operating => {
    if (unit === "W") return tap.operating(load);
    const volts = tap.operating(1).voltageV ?? Number.NaN;
    return tap.operating(load * volts);
  };

/** By asking it: a curve says where it holds only when it is left. In the unit of the load; null where it never is. */
function rangeOf(correction: Correction, operatingAt: (load: number) => Operating, seen: number): CurvePlot["range"] {
  const holds = (load: number) => {
    const operating = operatingAt(load);
    return correction.outside({ low: operating, high: operating }) === undefined;
  };
  const far = 1000 * Math.max(seen, 1);
  const inside = [seen, seen / 2, seen / 4, ...Array.from({ length: 60 }, (_, k) => far * 0.8 ** k)].find(holds);
  if (inside === undefined) return null;
  const high = holds(far) ? Number.POSITIVE_INFINITY : edge(holds, inside, far);
  const low = holds(0) ? 0 : edge(holds, inside, 0);
  return low === 0 && high === Number.POSITIVE_INFINITY ? null : [low, high];
}

/** Between a load where a curve holds and one where it does not. */
function edge(holds: (load: number) => boolean, inside: number, outside: number): number {
  let [yes, no] = [inside, outside];
  for (let k = 0; k < 50; k++) {
    const middle = (yes + no) / 2;
    if (holds(middle)) yes = middle;
    else no = middle;
  }
  return yes;
}
