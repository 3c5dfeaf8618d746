import { createInterface } from "node:readline";
import { type Nanoseconds, nanoseconds, type Seconds } from "../../core/units.js";
import type { Drive } from "./live.js";
import { stepName } from "./load-steps.js";
import { parseMeterLine } from "./meter-line.js";

/** A reading of the meter, beside the step of the recording that it belongs to. */
export interface MeterReading {
  readonly step: number;
  readonly value: number;
  /** Standard uncertainty, where it was typed. */
  readonly u?: number;
}

/**
 * Takes readings typed on standard input while the sensor is sampled: each marks the last `dwellS` before it as a step,
 * and no more than what came after the reading before. Ends with `q`, the end of input, or the end of sampling.
 */
export async function typeReadings(drive: Drive, dwellS: Seconds): Promise<readonly MeterReading[]> {
  const { context, stop, session, request } = drive;
  const { clock, stderr } = context;
  const input = process.stdin;
  const say = (words: string) => !request.quiet && stderr.write(words);
  const ask = () => input.isTTY === true && say(`reading ${readings.length + 1}> `);
  const readings: MeterReading[] = [];
  let before = clock.now();
  say(`Hold each load for ${dwellS} s, then type what the meter shows [and its u]; an empty line skips, q ends\n`);
  ask();
  const reader = createInterface({ input, signal: stop });
  for await (const line of reader) {
    const to = clock.now();
    const parsed = parseMeterLine(line);
    if (parsed.kind === "quit") break;
    if (parsed.kind === "unreadable") say(`  ${JSON.stringify(line.slice(0, 40))} is no reading: ${parsed.reason}\n`);
    if (parsed.kind === "reading") {
      const { kind: _, ...reading } = parsed;
      const step = readings.push({ step: readings.length, ...reading }) - 1;
      const from = laterOf(before, (to - nanoseconds(dwellS)) as Nanoseconds);
      session.mark({ kind: "begin", name: stepName(step), at: from, within: 0, source: "phase" });
      session.mark({ kind: "end", name: stepName(step), at: to, within: 0, source: "phase" });
      if (!drive.watch.isSteady(from, to)) say(unsteady(from, to, dwellS));
      before = to;
    }
    ask();
  }
  return readings;
}

const laterOf = (a: Nanoseconds, b: Nanoseconds): Nanoseconds => (a > b ? a : b);

/** Said at once, so that the reading can be typed again. */
function unsteady(from: Nanoseconds, to: Nanoseconds, dwellS: Seconds): string {
  const heldS = Number(to - from) / 1e9;
  if (heldS < 0.99 * dwellS) return `  it came ${heldS.toFixed(1)} s after the one before: too soon, it is left out\n`;
  return "  the sensor does not look steady before it; hold the load, and type it again\n";
}
