import { pointText } from "../words.js";
import type { Trace } from "./trace.js";

/** One panel for each point of the power path: numbers of different points share no axis. */
export function panelsOf<T extends Pick<Trace, "point" | "estimate">>(
  traces: readonly T[],
): readonly (readonly [point: string, traces: readonly T[]])[] {
  const points = [...new Set(traces.map(pointText))];
  return points.map((point) => [point, traces.filter((trace) => pointText(trace) === point)]);
}
