import type { Sink } from "../core/sink.js";

/** Every sink by name; loaded when asked for. */
export const sinks: Readonly<Record<string, () => Promise<Sink>>> = {
  influx: () => import("./influx/sink.js").then((module) => module.influx),
  ndjson: () => import("./ndjson/sink.js").then((module) => module.ndjson),
  prometheus: () => import("./prometheus/sink.js").then((module) => module.prometheus),
};
