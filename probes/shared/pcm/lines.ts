import { wordOf } from "../live-ticks.js";

/** What a socket or its memory consumed in one block: joules and the mean power as printed, or the word for what is missing. */
export type Consumed =
  | { readonly joules: number; readonly watts: number; readonly reason?: undefined }
  | { readonly reason: string };

/** A line of pcm-power's text, old (until April 2025) or new (devices.md C2). */
export type PcmLine =
  /** Dashes: the block before is whole. */
  | { readonly kind: "rule" }
  /** A block begins; `ms` is its length, undefined where that cannot be read. */
  | { readonly kind: "elapsed"; readonly ms: number | undefined }
  | { readonly kind: "consumed"; readonly rail: string; readonly consumed: Consumed }
  /** A line of the tool's that says nothing of energy. */
  | { readonly kind: "detail" }
  | { readonly kind: "unknown" };

const RULE = /^-{20,}\s*$/;
const ELAPSED = /^Time elapsed: (.*?)(?: ms)?\s*$/;
/** Links, memory channels, power control units and dies: `S0P0`, `S1CH3`, `S0U0`, `S0D0 PERF LIMIT REASONS (...)`. */
const DETAIL = /^S\d{1,3}(?:(?:P|CH|U|D)\d{1,3}\b[^;]*)?;/;
const ASLEEP = /^Called sleep function for \d+ ms\s*$/;
const SOCKET = /^S(\d{1,3})$/;
const WHOLE = /^\d{1,9}$/;
/** Two decimals, always: a number that was cut has fewer. */
const PRINTED = /^(\d{1,12}\.\d\d)(?: [JW])?$/;

/** Reads one line, by the names in it and never by their positions. */
export function parseLine(text: string): PcmLine {
  if (RULE.test(text)) return { kind: "rule" };
  const elapsed = ELAPSED.exec(text)?.[1];
  if (elapsed !== undefined) return { kind: "elapsed", ms: millisIn(elapsed) };
  if (ASLEEP.test(text)) return { kind: "detail" };
  if (!DETAIL.test(text)) return { kind: "unknown" };
  const [head = "", ...items] = text.split(";").map((item) => item.trim());
  const socket = SOCKET.exec(head)?.[1];
  const metrics = new Map(items.map(metricOf));
  if (socket === undefined) return { kind: "detail" };
  if (metrics.has("Consumed energy units") || metrics.has("Consumed Joules"))
    return { kind: "consumed", rail: railId(socket), consumed: consumedOf(metrics, "Consumed Joules", "Watts") };
  if (metrics.has("Consumed DRAM energy units") || metrics.has("Consumed DRAM Joules")) {
    const consumed = consumedOf(metrics, "Consumed DRAM Joules", "DRAM Watts");
    return { kind: "consumed", rail: `${railId(socket)}/dram`, consumed };
  }
  return { kind: "detail" };
}

/** The rail of a socket: `S0` is socket-0. */
export const railId = (socket: string): string => `socket-${Number(socket)}`;

function millisIn(text: string): number | undefined {
  const ms = WHOLE.test(text) ? Number(text) : 0;
  return ms > 0 ? ms : undefined;
}

function metricOf(item: string): readonly [string, string] {
  const colon = item.indexOf(":");
  return colon < 0 ? [item, ""] : [item.slice(0, colon).trim(), item.slice(colon + 1).trim()];
}

function consumedOf(metrics: ReadonlyMap<string, string>, energy: string, power: string): Consumed {
  const joules = printedNumber(metrics.get(energy));
  const watts = printedNumber(metrics.get(power));
  if (joules === undefined) return { reason: wordOf(metrics.get(energy)) };
  if (watts === undefined) return { reason: wordOf(metrics.get(power) ?? "cut line") };
  // nothing that runs consumes nothing: the counter stands, or the block was too short for two decimals
  return joules === 0 ? { reason: "below-resolution" } : { joules, watts };
}

/** A number with two decimals, with or without its unit; undefined for `-nan`, -1 and all else. */
export function printedNumber(text: string | undefined): number | undefined {
  const digits = text === undefined ? undefined : PRINTED.exec(text)?.[1];
  return digits === undefined ? undefined : Number(digits);
}
