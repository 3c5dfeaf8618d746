import type { Mark } from "../core/mark.js";
import type { Nanoseconds } from "../core/units.js";

/** The variable that names the FIFO to which the measured program writes its marks. */
export const MARKS_VARIABLE = "JOULEMARK_MARKS";

/** The writer's own instant of a mark. */
export interface MarkStamp {
  readonly at: Nanoseconds;
  readonly withinNs: Nanoseconds;
  /** CLOCK_MONOTONIC unless it says `wall`: nanoseconds since 1970, of a writer that has no other clock. */
  readonly clock?: "wall";
}

/** One line of the marks FIFO: `begin NAME` or `end NAME`, then optionally ` @NANOSECONDS` or ` @wall:NANOSECONDS`, and `~HALF-WIDTH`. */
export interface MarkLine {
  readonly kind: Mark["kind"];
  readonly name: string;
  readonly source: "fd" | "cli";
  readonly stamp?: MarkStamp;
  /** The name is not quite what was written: cut, or with characters that cannot be shown. */
  readonly renamed?: true;
}

/** Bytes in a line, stamp included; longer ones are not marks. PIPE_BUF, below which writes of many writers do not mix. */
export const LINE_LIMIT = 4096;
const NAME_LIMIT = 200;
/** A stamp without a half-width was taken by a program that read the clock next to the work. */
const STAMP_WITHIN_NS = 1000n;

// Two plain steps: one pattern for all of it would take cubic time on a line of blanks.
const layout = /^(?<kind>begin|end)\s(?<rest>.*)$/;
// Nine digits at least, so that a name may end in `@3`: such a stamp would lie in the first second after boot.
const stampLayout = / @(?<wall>wall:)?(?<at>\d{9,19})(?:~(?<within>\d{1,12}))?(?<cli> cli)?$/;
// Control characters, marks of unreadable bytes, and what turns the direction of writing in a terminal.
const unprintable = /[\p{Cc}\uFFFD\u2028-\u202E\u2066-\u2069]/u;
const allUnprintable = new RegExp(unprintable.source, "gu");

/** Whether it can be the name of a mark. */
export const isMarkName = (name: string): boolean =>
  name !== "" && name === name.trim() && name.length <= NAME_LIMIT && !unprintable.test(name);

/** The line's meaning, or undefined when it has none. A name that cannot be shown as it is becomes one that can. */
export function parseMarkLine(line: string): MarkLine | undefined {
  const { kind, rest = "" } = layout.exec(line.trim())?.groups ?? {};
  const stamp = stampLayout.exec(rest);
  const written = rest.slice(0, stamp?.index).trim();
  if (kind === undefined || written === "") return undefined;
  const name = isMarkName(written) ? written : showable(written);
  const { at, within, cli, wall } = stamp?.groups ?? {};
  const mark: MarkLine = {
    kind: kind === "begin" ? "begin" : "end",
    name,
    source: cli === undefined ? "fd" : "cli",
    ...(name !== written && { renamed: true }),
  };
  if (at === undefined) return mark;
  const withinNs = within === undefined ? STAMP_WITHIN_NS : BigInt(within);
  return { ...mark, stamp: { at: BigInt(at), withinNs, ...(wall !== undefined && { clock: "wall" }) } };
}

/** Question marks for what cannot be shown, and an end cut off by whole characters. */
function showable(written: string): string {
  const clean = written.replace(allUnprintable, "?");
  if (clean.length <= NAME_LIMIT) return clean;
  return `${clean
    .slice(0, NAME_LIMIT - 1)
    .replace(/[\uD800-\uDBFF]$/, "")
    .trim()}\u2026`;
}

/** The line that means `mark`; ends in a line end. */
export function formatMarkLine({ kind, name, source, stamp }: MarkLine): string {
  if (stamp === undefined) return `${kind} ${name}\n`;
  const { at, withinNs, clock } = stamp;
  return `${kind} ${name} @${clock === undefined ? "" : "wall:"}${at}~${withinNs}${source === "cli" ? " cli" : ""}\n`;
}
