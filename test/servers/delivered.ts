import { wallOf } from "../../src/commands/feed/wall-of.js";
import { readRunFile } from "../../src/recording/run-file.js";
import { Tail } from "../../src/recording/tail.js";
import type { Row } from "./influxd.js";

/** How what a database has of a recording differs from the recording. */
export interface Difference {
  /** Samples that the recording has. */
  readonly recorded: number;
  /** Of those, how many the database has not, or has with another value. */
  readonly lost: number;
  /** Points that are there more than once, or that were never recorded. */
  readonly doubled: number;
}

/** `instant value` of every sample of the one rail of each probe, as the database should have it. */
export function samplesOf(folder: string): readonly string[] {
  const { manifest } = readRunFile(folder);
  const tail = new Tail(folder, manifest);
  const wall = wallOf(manifest, tail.events(0)?.events ?? []);
  const samples: string[] = [];
  for (const [index, { rails }] of manifest.probes.entries())
    for (let from = 0; ; ) {
      const read = tail.chunks(index, from, { over: true, upTo: Number.POSITIVE_INFINITY });
      if (read === undefined) break;
      from = read.to;
      const [column] = read.contents?.columns ?? [];
      for (const [i, at] of read.contents?.at.entries() ?? []) {
        const value = (column?.[i] ?? Number.NaN) * (rails[0]?.columns[0]?.scale ?? 1);
        if (Number.isFinite(value)) samples.push(`${wall?.(at)} ${value}`);
      }
    }
  return samples;
}

/** Compares one by one: instants to the nanosecond, values to the last digit. */
export async function difference(
  folder: string,
  database: string,
  ask: (database: string, query: string) => Promise<readonly Row[]>,
): Promise<Difference> {
  const { id } = readRunFile(folder).manifest;
  const samples = samplesOf(folder);
  const rows = await ask(database, `SELECT power_w FROM power WHERE run = '${id}'`);
  const there = new Map<string, number>();
  for (const { time, power_w } of rows) {
    const key = `${time} ${Number(power_w)}`;
    there.set(key, (there.get(key) ?? 0) + 1);
  }
  const lost = samples.filter((sample) => !there.has(sample)).length;
  return { recorded: samples.length, lost, doubled: rows.length - (samples.length - lost) };
}
