import { createHash } from "node:crypto";
import { appendFileSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import { systemCode } from "../core/error.js";
import { isIntact, sealed } from "../core/json-seal.js";
import type { Refused } from "../core/sink.js";
import { diskError } from "./disk-error.js";

/** Of refused points, beside a recording. */
const MOST_REFUSED_BYTES = 2 ** 20;
const count = z.int().nonnegative();

const schema = z.strictObject({
  schema: z.literal("joulemark/sent/v1"),
  sink: z.string(),
  label: z.string(),
  /** The run id that points carry. */
  run: z.string(),
  /** What the target has: bytes and lines of the events, bytes of each probe's samples. */
  events: count,
  lines: count,
  samples: z.array(count),
  /**
   * The probe whose next chunks, up to a byte of its file, may have been sent already with the phases by the events so far:
   * they are sent first, the same again.
   */
  pending: z.strictObject({ probe: count, to: count }).exactOptional(),
  /** Points that the target refused for good, and bytes that were damaged. */
  refused: count,
  damaged: count,
  done: z.boolean(),
  crc: z.string().optional(),
});

/** How far a sink has come with a recording. */
export type Position = Omit<z.infer<typeof schema>, "crc">;

/** Whose position it is. */
export type SentTo = Pick<Position, "sink" | "label" | "run">;

/** In the recording's folder; the name holds nothing of an address but a digest. */
export const positionFile = (folder: string, { sink, label }: Pick<SentTo, "sink" | "label">): string =>
  join(folder, `sent-${sink}-${createHash("sha256").update(label).digest("hex").slice(0, 12)}.json`);

/** Where nothing has been sent. */
export const beginning = ({ sink, label, run }: SentTo, probes: number): Position => ({
  schema: "joulemark/sent/v1",
  ...{ sink, label, run },
  events: 0,
  lines: 0,
  samples: Array.from({ length: probes }, () => 0),
  refused: 0,
  damaged: 0,
  done: false,
});

/** The position there, or the beginning. One that cannot be read is none: what is sent again changes nothing. */
export function readPosition(folder: string, to: SentTo, probes: number): Position {
  const position = positionIn(positionFile(folder, to));
  return position?.samples.length === probes && position.run === to.run ? position : beginning(to, probes);
}

/** Every position in a recording's folder: to where it was sent, or begun to be. */
export const positionsIn = (folder: string): readonly Position[] =>
  readdirSync(folder)
    .filter((name) => /^sent-.*\.json$/.test(name))
    .sort()
    .flatMap((name) => positionIn(join(folder, name)) ?? []);

function positionIn(path: string): Position | undefined {
  try {
    const text = readFileSync(path, "utf8");
    const { crc: _, ...position } = schema.parse(JSON.parse(text));
    return isIntact(text) ? position : undefined;
  } catch {
    // what is damaged is none, and begun again
    return undefined;
  }
}

/** Whether a file is one of those that stand beside a recording because it was sent somewhere. */
export const isOfPosition = (name: string): boolean => /^sent-.+(\.json|\.json\.new|\.refused\.ndjson)$/.test(name);

/** The points that a target refused for good, beside its position. */
export const refusedFile = (folder: string, to: Pick<SentTo, "sink" | "label">): string =>
  `${positionFile(folder, to).slice(0, -".json".length)}.refused.ndjson`;

/** The recording has them all; what is refused for days would come to more than the recording itself. Throws DISK. */
export function keepRefused(path: string, refused: readonly Refused[]): void {
  try {
    let bytes = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
    let text = "";
    for (const one of refused) {
      if (bytes >= MOST_REFUSED_BYTES) break;
      const line = `${JSON.stringify(one)}\n`;
      text += line;
      bytes += Buffer.byteLength(line);
    }
    if (text !== "") appendFileSync(path, text);
  } catch (cause) {
    throw diskError(path, cause);
  }
}

/** As if nothing had been sent there. */
export function forget(folder: string, to: Pick<SentTo, "sink" | "label">): void {
  rmSync(positionFile(folder, to), { force: true });
  rmSync(refusedFile(folder, to), { force: true });
}

/** Replaces the position as a whole. Throws DISK. */
export function writePosition(folder: string, position: Position): void {
  const path = positionFile(folder, position);
  const unfinished = `${path}.new`;
  try {
    writeFileSync(unfinished, sealed(JSON.stringify(position)));
    renameSync(unfinished, path);
  } catch (cause) {
    if (systemCode(cause) !== undefined) rmSync(unfinished, { force: true });
    throw diskError(path, cause);
  }
}
