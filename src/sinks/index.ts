import type { Sink } from "../core/sink.js";

/** Every sink by name; loaded when asked for. */
export const sinks: Readonly<Record<string, () => Promise<Sink>>> = {
  ndjson: () => import("./ndjson/sink.js").then((module) => module.ndjson),
};
