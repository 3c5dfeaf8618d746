import { MeasurementError } from "../core/error.js";
import { nearest } from "../core/nearest.js";
import type { Opened, Sink } from "../core/sink.js";
import { sinks } from "../sinks/index.js";
import type { Context } from "./context.js";

/** A sink's name, and its target open. */
export interface NamedTarget {
  readonly name: string;
  readonly opened: Opened;
}

/** A sink as it was asked for. */
export interface SinkWord {
  readonly text: string;
  readonly name: string;
  readonly sink: Sink;
  readonly target: string;
}

/** Opens what is asked for as `NAME:TARGET`, or `NAME` alone for its standard output. Throws UNKNOWN_NAME, and what the sink throws. */
export async function openTarget(
  word: string,
  { env, stderr, clock }: Pick<Context, "env" | "stderr" | "clock">,
): Promise<NamedTarget> {
  const log = (line: string) => stderr.write(`joulemark: ${line}\n`);
  const { name, sink, target } = await findSink(word);
  return { name, opened: await sink.open(target, { env, log, clock }) };
}

/** The sink of `NAME:TARGET`; nothing is opened. Throws UNKNOWN_NAME. */
export async function findSink(text: string): Promise<SinkWord> {
  const colon = text.indexOf(":");
  const name = colon < 0 ? text : text.slice(0, colon);
  const load = Object.hasOwn(sinks, name) ? sinks[name] : undefined;
  if (load === undefined) {
    const near = [...nearest(name, Object.keys(sinks))].map((one) => `Did you mean ${one}? `).join("");
    const remedy = `${near}Sinks: ${Object.keys(sinks).join(", ")}`;
    throw new MeasurementError("UNKNOWN_NAME", `There is no sink called "${name}"`, remedy);
  }
  return { text, name, sink: await load(), target: colon < 0 ? "-" : text.slice(colon + 1) };
}
