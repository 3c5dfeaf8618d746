import { MeasurementError } from "../core/error.js";
import { isObject } from "../core/json-shape.js";
import { Random } from "../core/random.js";
import { interleaved, type SideLabel } from "../steady/interleave.js";
import { checkCommand } from "../wrap/command.js";
import type { RunOptions } from "./run-options.js";

/** Two commands that are run in turn, as it was asked, and kept with the recording. */
export interface Interleaving {
  readonly first: readonly string[];
  readonly second: readonly string[];
  readonly seed: number;
}

/** Which command is run at which place: warm-ups in turn, then the blocks. */
export function orderOf(
  { seed }: Interleaving,
  { warmup, repeat }: Pick<RunOptions, "warmup" | "repeat">,
): readonly SideLabel[] {
  const warmups = Array.from({ length: warmup }, (_, k): SideLabel => (k % 2 === 0 ? "A" : "B"));
  return [...warmups, ...interleaved(repeat / 2, new Random(seed))];
}

/** The order of the runs that count, before the first of them. */
export function orderText(ab: Interleaving, options: Pick<RunOptions, "warmup" | "repeat">): string {
  const blocks =
    orderOf(ab, options)
      .slice(options.warmup)
      .join("")
      .match(/.{1,4}/g) ?? [];
  const shown = blocks.length > 12 ? [...blocks.slice(0, 12), "..."] : blocks;
  return `${options.repeat / 2} blocks of A and B (seed ${ab.seed}): ${shown.join(" ")}`;
}

/** Throws what starting either would throw, before anything is measured. */
export function checkCommands(commands: readonly (readonly string[])[]): void {
  for (const [file] of commands) {
    if (file === undefined || file === "")
      throw new MeasurementError("CONFIG", "There is no command to measure", "Write it after --: joulemark run -- CMD");
    checkCommand(file);
  }
}

/** What a recording keeps of it; undefined where one command was run. */
export function interleavingOf(settings: Readonly<Record<string, unknown>>): Interleaving | undefined {
  const { ab } = settings;
  if (!isObject(ab)) return undefined;
  const { seed } = ab;
  const words = (key: string) => {
    const list = ab[key];
    return Array.isArray(list) ? list.map(String) : [];
  };
  return { first: words("first"), second: words("second"), seed: typeof seed === "number" ? seed : Number.NaN };
}
