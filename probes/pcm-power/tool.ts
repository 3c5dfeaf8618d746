import { MeasurementError } from "../../src/core/error.js";
import type { Host } from "../../src/core/probe.js";
import type { Seconds } from "../../src/core/units.js";
import { type Block, Blocks } from "../shared/pcm/blocks.js";
import { findProgram, type Program, runToEnd } from "../shared/program.js";
import { refusalOf } from "./refusals.js";

/** Finding out what a large server is takes it seconds; old builds then sleep for one more. */
const LONGEST_ANSWER: Seconds = 30;

/** How to get the tool. */
export const install = "Install Intel PCM (Debian and Ubuntu: sudo apt-get install pcm)";

/** Where the tool is, under its name of today or the one before 2022. */
export const findTool = ({ root }: Host): string | undefined =>
  findProgram(root, "pcm-power") ?? findProgram(root, "pcm-power.x");

/** The same; throws UNAVAILABLE when it is not installed. */
export function needTool(host: Host): string {
  const file = findTool(host);
  if (file === undefined) throw new MeasurementError("UNAVAILABLE", "pcm-power is not installed", install);
  return file;
}

/**
 * The call for blocks of `period`: all of them, or just one. No `-silent`: it silences refusals too. No other words
 * either: old builds take any that begins with -p or -m for these two (devices.md C1).
 */
export const call = (file: string, period: Seconds, one = false): Program => ({
  file,
  args: [String(Math.round(period * 1000) / 1000), "-m", "-1", "-p", "-1", ...(one ? ["-i=1"] : [])],
});

/** One block, by a program that ends by itself and so puts the counters back. Throws what the tool refuses. */
export async function oneBlock(file: string, period: Seconds, host: Host): Promise<Block> {
  const limit = LONGEST_ANSWER + period;
  const { lines, ...ended } = await runToEnd(call(file, period, true), { ...host, limit });
  const blocks = new Blocks();
  const whole = lines.flatMap((line) => blocks.take(line).block ?? []);
  const block = whole[0] ?? blocks.end();
  if (block === undefined || ended.code !== 0) throw refusalOf(ended, lines);
  return block;
}
