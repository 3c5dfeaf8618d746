import { MeasurementError } from "../core/error.js";
import { nearest } from "../core/nearest.js";
import { sinks } from "../sinks/index.js";
import { SinkQueue } from "../sinks/queue.js";

/** Queues in front of the open sinks; disposing flushes and closes them. */
export interface OpenSinks extends AsyncDisposable {
  readonly queues: readonly SinkQueue[];
}

/** Opens every sink asked for as `NAME:TARGET`, or none. */
export async function openSinks(words: readonly string[]): Promise<OpenSinks> {
  const queues: SinkQueue[] = [];
  const close = async () => {
    for (const queue of queues.splice(0)) await queue[Symbol.asyncDispose]();
  };
  try {
    for (const word of words) queues.push(await openSink(word));
  } catch (error) {
    await close();
    throw error;
  }
  return { queues: [...queues], [Symbol.asyncDispose]: close };
}

async function openSink(word: string): Promise<SinkQueue> {
  const colon = word.indexOf(":");
  const name = colon < 0 ? word : word.slice(0, colon);
  const load = Object.hasOwn(sinks, name) ? sinks[name] : undefined;
  if (load === undefined)
    throw new MeasurementError(
      "UNKNOWN_NAME",
      `There is no sink called "${name}"`,
      `${[...nearest(name, Object.keys(sinks))].map((near) => `Did you mean ${near}? `).join("")}Sinks: ${Object.keys(sinks).join(", ")}`,
    );
  const sink = await load();
  return new SinkQueue(await sink.open(colon < 0 ? "-" : word.slice(colon + 1)));
}
