import { readFileSync } from "node:fs";
import { MeasurementError } from "../../src/core/error.js";
import type { Trace } from "./waveform.js";

const header = "time_s,power_w";
const row = /^(?<time>\d+(?:\.\d+)?(?:e[+-]?\d+)?),(?<power>\d+(?:\.\d+)?(?:e[+-]?\d+)?)$/i;
const remedy = `Write one point a line, "seconds,watts", times increasing, after a first line "${header}"`;

/** A trace from CSV `time_s,power_w`, in s and W; a CONFIG error names the first line that is not one. */
export function parseTrace(text: string, name: string): Trace {
  const lines = text.split(/\r?\n/);
  if (lines[0]?.trim() !== header) throw new MeasurementError("CONFIG", `${name}:1: not "${header}"`, remedy);
  const times: number[] = [];
  const watts: number[] = [];
  for (const [index, line] of lines.entries()) {
    if (index === 0 || line.trim() === "") continue;
    const found = row.exec(line.trim())?.groups;
    const time = Number(found?.["time"]);
    if (found === undefined || time <= (times.at(-1) ?? -1)) {
      throw new MeasurementError("CONFIG", `${name}:${index + 1}: not a later point: ${line.slice(0, 60)}`, remedy);
    }
    times.push(time);
    watts.push(Number(found["power"]));
  }
  if (times.length < 2) throw new MeasurementError("CONFIG", `${name}: fewer than two points`, remedy);
  return traceOf(times, watts);
}

/** A trace with its running energy (trapezoids: exact, because it is linear between its points). */
export function traceOf(times: readonly number[], watts: readonly number[]): Trace {
  const joules = new Float64Array(times.length);
  for (let i = 1; i < times.length; i++) {
    const span = (times[i] ?? 0) - (times[i - 1] ?? 0);
    joules[i] = (joules[i - 1] ?? 0) + (((watts[i] ?? 0) + (watts[i - 1] ?? 0)) / 2) * span;
  }
  return { times: Float64Array.from(times), watts: Float64Array.from(watts), joules };
}

/** Reads a trace file; CONFIG when it cannot be read. */
export function readTrace(file: string): Trace {
  try {
    return parseTrace(readFileSync(file, "utf8"), file);
  } catch (cause) {
    if (cause instanceof MeasurementError) throw cause;
    throw new MeasurementError("CONFIG", `Cannot read the trace ${file}`, remedy, { cause });
  }
}
