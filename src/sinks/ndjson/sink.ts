import { once } from "node:events";
import { createWriteStream, type WriteStream } from "node:fs";
import { MeasurementError, systemCode } from "../../core/error.js";
import type { OpenSink, SamplesPiece, Sink } from "../../core/sink.js";
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
    const open: OpenSink = {
      async send(piece) {
        if (piece.kind !== "samples") return [];
        failure ??= await written(stream, linesOf(piece));
        // who reads our stdout may have enough: `| head`
        const enough = target === "-" && systemCode(failure) === "EPIPE";
        if (failure !== undefined && !enough) throw cannotWrite(target, failure);
        return [];
      },
      async [Symbol.asyncDispose]() {
        if (target === "-") stream.off("error", onError);
        if (target === "-" || stream.closed || stream.destroyed) return;
        stream.end();
        await new Promise<void>((resolve) => {
          stream.once("close", resolve);
        });
        if (failure !== undefined) throw cannotWrite(target, failure);
      },
    };
    return { label: target, begin: () => open };
  },
};

/** Resolves when the system has it, or with why not. */
const written = (stream: NodeJS.WritableStream, text: string) =>
  new Promise<Error | undefined>((resolve) => {
    stream.write(text, (error) => resolve(error ?? undefined));
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

/** The lines of samples. Nanoseconds are decimal strings: a JSON number would lose the last digits. */
export function linesOf({
  probe: { name, rails },
  at: instants,
  columns,
}: Pick<SamplesPiece, "probe" | "at" | "columns">): string {
  const own = columnsByRail(rails, columns);
  const keys = rails.map((rail) => `${rail.id}_${rail.measures === "power" ? "w" : "j"}`);
  let lines = "";
  for (const [index, at] of instants.entries()) {
    const values = rails.map((rail, position) => {
      const value = valueAt(rail, own[position] ?? [], index);
      return [keys[position], Number.isNaN(value) ? null : value] as const;
    });
    lines += `${JSON.stringify({ probe: name, ns: String(at), ...Object.fromEntries(values) })}\n`;
  }
  return lines;
}
