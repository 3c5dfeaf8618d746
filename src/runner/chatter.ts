import type { Readable } from "node:stream";
import { splitLines } from "../core/lines.js";

const LINE_LIMIT = 1 << 16;
/** The runner says its failure on standard error too, for those who start it by hand; we say it from its event. */
const failure = /^(joulemark-runner: | {2}-> )/;

/** Passes on what libraries print on standard error, and keeps the runner's own words for its failure back. */
export function passChatter(from: Readable, write: (text: string) => unknown): void {
  const lines = splitLines(LINE_LIMIT, (line) => {
    if (!failure.test(line)) write(`${line}\n`);
  });
  from.on("data", (bytes: Buffer) => lines.push(bytes));
  from.once("close", () => lines.end());
  from.once("error", () => undefined);
}
