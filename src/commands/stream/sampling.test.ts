import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate, setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it, vi } from "vitest";
import * as z from "zod";
import { powerRail } from "../../../test/contract/recording.js";
import type { Batch } from "../../core/batch.js";
import { MeasurementError } from "../../core/error.js";
import type { AnyProbe, OpenProbe } from "../../core/probe.js";
import { openRecording } from "../../recording/reader.js";
import type { Context } from "../context.js";
import { Sampling } from "./sampling.js";
import { Spool } from "./spool.js";

/** An instrument that can be unplugged, and gives a sample when it is told to. */
class Meter {
  plugged = true;
  opened = 0;
  #batches: Batch[] = [];
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }

  /** Resolves when somebody has taken it. */
  async give(at: bigint, watts: number): Promise<void> {
    this.#batches.push({ probe: this.name, at: BigInt64Array.of(at), columns: [Float64Array.of(watts)], gaps: [] });
    while (this.#batches.length > 0) await setImmediate();
    for (let k = 0; k < 5; k++) await setImmediate();
  }

  readonly load = async (): Promise<AnyProbe> => ({
    name: this.name,
    title: "a meter",
    settings: z.strictObject({}),
    use: "measured",
    detect: async () => ({ status: "found", what: "here" }),
    open: async () => this.#open(),
  });

  #open(): OpenProbe {
    if (!this.plugged) throw gone;
    this.opened++;
    const meter = this;
    return {
      rails: [powerRail(this.name)],
      totals: [],
      findings: [],
      device: "meter",
      async *batches(signal) {
        for (; !signal.aborted; await setImmediate()) {
          if (!meter.plugged) throw gone;
          yield* meter.#batches.splice(0);
        }
      },
      [Symbol.asyncDispose]: async () => undefined,
    };
  }
}

const gone = new MeasurementError("UNAVAILABLE", "It is unplugged", "Plug it in");

function bench(limits = { mostBytes: 1e9, segmentBytes: 1e8, segmentS: 1e6 }) {
  const [a, b] = [new Meter("a"), new Meter("b")];
  let now = 1_000_000_000n;
  const said: string[] = [];
  const say = (text: string) => said.push(text);
  const log = { error: say, warning: say, notice: say, info: say, failure: (error: Error) => said.push(error.message) };
  const clock = { now: () => now, wall: () => 1_700_000_000_000, until: async () => void (await setImmediate()) };
  const registry = { a: a.load, b: b.load };
  const context = { clock, registry, version: "0" } as unknown as Context;
  const spool = new Spool(mkdtempSync(join(tmpdir(), "spool-")), limits, log);
  const probes = ["a", "b"].map((name) => ({ name, settings: {} }));
  const sampling = new Sampling({ probes, root: "/" }, { context, spool, log });
  const pass = async (seconds: number) => {
    now += BigInt(seconds) * 1_000_000_000n;
    sampling.tick();
    await sleep(30);
  };
  const give = async (meter: Meter, watts: number) => {
    now += 1_000_000n;
    await meter.give(now, watts);
  };
  return { a, b, sampling, spool, said, pass, give };
}

const valuesOf = (folder: string, probe: string): readonly number[] =>
  [...openRecording(folder).samples(probe)].flatMap(({ columns: [values], length }) =>
    [...(values ?? [])].slice(0, length),
  );

describe("sampling for days", () => {
  it("begins without an instrument that is away, and takes it in when it is there", async () => {
    const { a, b, sampling, spool, pass, give } = bench();
    b.plugged = false;
    await sampling.start();
    expect(sampling.missing.map(({ request }) => request?.name)).toEqual(["b"]);
    await give(a, 1);
    b.plugged = true;
    await pass(5);
    expect(sampling.missing).toHaveLength(1);
    await pass(30);
    await vi.waitFor(() => expect(sampling.missing).toEqual([]));
    await give(a, 2);
    await give(b, 3);
    await sampling.stop();
    const [first = "", second = ""] = spool.segments.map(({ folder }) => folder);
    expect([valuesOf(first, "a"), valuesOf(second, "a"), valuesOf(second, "b")]).toEqual([[1], [2], [3]]);
  });

  it("goes on with the others when one dies, records that, and looks for it", async () => {
    const { a, b, sampling, spool, said, pass, give } = bench();
    await sampling.start();
    b.plugged = false;
    await vi.waitFor(() => expect(sampling.missing).toHaveLength(1));
    expect(sampling.missing.map(({ error }) => error.code)).toEqual(["UNAVAILABLE"]);
    await give(a, 1);
    await pass(31);
    expect([a.opened, said.filter((line) => line.includes("unplugged")).length]).toEqual([1, 1]);
    b.plugged = true;
    await pass(31);
    await vi.waitFor(() => expect(sampling.missing).toEqual([]));
    await sampling.stop();
    const { ending, manifest } = openRecording(spool.segments[0]?.folder ?? "");
    expect(ending?.findings.map(({ code }) => code)).toContain("probe-died");
    expect(manifest.probes).toHaveLength(2);
  });

  it("says which instruments are silent, and which give nothing but gaps", async () => {
    const { a, b, sampling, pass, give } = bench();
    await sampling.start();
    await pass(29);
    expect([sampling.silent, sampling.blind]).toEqual([[], []]);
    await give(a, 1);
    await pass(2);
    expect(sampling.silent).toEqual(["b"]);
    await give(b, Number.NaN);
    expect([sampling.silent, sampling.blind]).toEqual([[], ["b"]]);
    await give(b, 1);
    expect(sampling.blind).toEqual([]);
    await sampling.stop();
  });

  it("drops samples where the spool has no room, counts them, and says so in the next recording", async () => {
    const { a, sampling, spool, pass, give } = bench({ mostBytes: 2, segmentBytes: 1, segmentS: 1e6 });
    await sampling.start();
    await give(a, 1);
    await pass(1);
    await give(a, 2);
    await give(a, 3);
    expect([sampling.chain.dropped, sampling.chain.blocked]).toEqual([2, expect.stringContaining("limit")]);
    spool.limits = { mostBytes: 1e9, segmentBytes: 1e8, segmentS: 1e6 };
    for (let k = 0; k < 6; k++) await pass(1);
    expect(sampling.chain.blocked).toBeUndefined();
    await give(a, 4);
    await sampling.stop();
    const [first, second] = spool.segments.map(({ folder }) => folder);
    expect([valuesOf(first ?? "", "a"), valuesOf(second ?? "", "a")]).toEqual([[1], [4]]);
    const { findings } = openRecording(second ?? "").manifest;
    expect(findings).toMatchObject([{ code: "spool-full", message: expect.stringMatching(/^2 samples/) }]);
  });
});
