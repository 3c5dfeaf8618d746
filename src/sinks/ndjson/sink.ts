import { once } from "node:events";
import { createWriteStream, type WriteStream } from "node:fs";
import type { Batch } from "../../core/batch.js";
import { MeasurementError } from "../../core/error.js";
import type { Rail } from "../../core/rail.js";
import type { Sink } from "../../core/sink.js";
import { columnsByRail, valueAt } from "../../core/value.js";

/** Samples as JSON lines, one per probe and instant: `{"probe","ns","<rail>_w"|"<rail>_j":...}`; a gap is null. `-` is stdout. */
export const ndjson: Sink = {
  name: "ndjson",
  title: "JSON lines into a file, or to stdout with -",
  async open(target) {
    const stream = target === "-" ? process.stdout : await openFile(target);
    let failure: Error | undefined;
    const onError = (error: Error) => {
      failure = error;
    };
    stream.on("error", onError);
    return {
      async write(batch, rails) {
        if (failure === undefined && !stream.write(linesOf(batch, rails))) await settled(stream, "drain");
        if (failure !== undefined) throw cannotWrite(target, failure);
      },
      async [Symbol.asyncDispose]() {
        if (target === "-") stream.off("error", onError);
        if (target === "-" || stream.closed || stream.destroyed) return;
        stream.end();
        await settled(stream, "close");
        if (failure !== undefined) throw cannotWrite(target, failure);
      },
    };
  },
};

/** Resolves at the event, or when it will never come; leaves no listeners behind. */
const settled = (stream: NodeJS.WritableStream, event: "drain" | "close") =>
  new Promise<void>((resolve) => {
    const events = [event, "close", "error"];
    const done = () => {
      for (const each of events) stream.off(each, done);
      resolve();
    };
    for (const each of events) stream.on(each, done);
  });

async function openFile(path: string): Promise<WriteStream> {
  const stream = createWriteStream(path, { flags: "a" });
  try {
    await once(stream, "open");
    return stream;
  } catch (error) {
    throw cannotWrite(path, error);
  }
}

const cannotWrite = (target: string, cause: unknown) =>
  new MeasurementError(
    "DISK",
    `Cannot write samples to ${target}: ${cause instanceof Error ? cause.message : cause}`,
    "Name a file in a folder you may write to, with space left; the recording itself is not affected",
    { cause },
  );

/** The lines of one batch. Nanoseconds are decimal strings: a JSON number would lose the last digits. */
export function linesOf(batch: Batch, rails: readonly Rail[]): string {
  const own = columnsByRail(rails, batch.columns);
  const keys = rails.map((rail) => `${rail.id}_${rail.measures === "power" ? "w" : "j"}`);
  let lines = "";
  for (const [index, at] of batch.at.entries()) {
    const values = rails.map((rail, position) => {
      const value = valueAt(rail, own[position] ?? [], index);
      return [keys[position], Number.isNaN(value) ? null : value] as const;
    });
    lines += `${JSON.stringify({ probe: batch.probe, ns: String(at), ...Object.fromEntries(values) })}\n`;
  }
  return lines;
}
