import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { MeasurementError } from "../../src/core/error.js";
import type { Sink } from "../../src/core/sink.js";
import { powerBatch, powerRail, recordedProbe } from "./recording.js";

/** What a sink is tested on. */
export interface SinkFixture {
  /** A target in a fresh folder. */
  readonly target: (folder: string) => string;
  /** A target that cannot be opened. */
  readonly badTarget: (folder: string) => string;
  /** What the sink wrote there: for each sample its instant, and the rail's value in watts, null for a gap. */
  readonly readBack: (target: string) => readonly { readonly ns: string; readonly watts: number | null }[];
}

/** The promises of `core/sink.ts`. */
export function sinkContract(name: string, load: () => Promise<Sink>, fixture: SinkFixture): void {
  const probe = recordedProbe("board", [powerRail("A")]);
  const batches = [powerBatch(probe, 0, [1000, Number.NaN]), powerBatch(probe, 2, [3000])];
  const fresh = () => mkdtempSync(join(tmpdir(), "sink-"));

  it("is registered under its own name, with a title", async () => {
    const sink = await load();
    expect(sink.name).toBe(name);
    expect(sink.title).toMatch(/\w{3}/);
  });

  it("keeps every sample in order, instants to the nanosecond, and no zero for a gap", async () => {
    const target = fixture.target(fresh());
    const open = await (await load()).open(target);
    for (const batch of batches) await open.write(batch, probe.rails);
    await open[Symbol.asyncDispose]();
    const written = fixture.readBack(target);
    expect(written.map(({ ns }) => ns)).toEqual(batches.flatMap(({ at }) => [...at].map(String)));
    expect(written.map(({ watts }) => watts)).toEqual([1, null, 3]);
  });

  it("takes a batch without samples", async () => {
    const target = fixture.target(fresh());
    const open = await (await load()).open(target);
    await open.write(powerBatch(probe, 0, []), probe.rails);
    await open[Symbol.asyncDispose]();
    expect(fixture.readBack(target)).toEqual([]);
  });

  it("refuses a bad target at open, with code and remedy", async () => {
    const target = fixture.badTarget(fresh());
    const failure: unknown = await (await load()).open(target).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(MeasurementError);
    expect(failure).toMatchObject({ remedy: expect.stringMatching(/\w/) });
  });

  it("may be disposed of twice", async () => {
    const open = await (await load()).open(fixture.target(fresh()));
    await open[Symbol.asyncDispose]();
    await expect(open[Symbol.asyncDispose]()).resolves.toBeUndefined();
  });
}
