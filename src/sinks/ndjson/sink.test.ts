import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { hostClock } from "../../core/clock.js";
import type { Rail } from "../../core/rail.js";
import type { RecordedProbe } from "../../core/recording.js";
import type { OpenSink, SamplesPiece, SinkRun } from "../../core/sink.js";
import { linesOf, ndjson } from "./sink.js";

const folder = mkdtempSync(join(tmpdir(), "ndjson-"));
afterAll(() => rmSync(folder, { recursive: true }));

const power: Rail = {
  id: "IN",
  point: "regulator-input",
  measures: "power",
  columns: [
    { name: "IN.voltage", quantity: "voltage", unit: "mV", scale: 1e-3 },
    { name: "IN.current", quantity: "current", unit: "mA", scale: 1e-3 },
  ],
  period: 1,
  window: { kind: "instantaneous" },
  uncertainty: [],
};
const counter: Rail = {
  ...power,
  id: "package",
  measures: "energy-counter",
  columns: [{ name: "package", quantity: "energy", unit: "uJ", scale: 1e-6 }],
};

const meter = (...rails: readonly Rail[]): RecordedProbe => ({
  name: "meter",
  device: "a meter",
  rails,
  totals: [],
  settings: {},
});

const piece = (
  probe: RecordedProbe,
  at: BigInt64Array,
  columns: readonly (readonly number[] | Float64Array)[],
): SamplesPiece => ({
  kind: "samples",
  probe,
  at,
  columns: columns.map((column) => Float64Array.from(column)),
  phase: () => "",
});

/** More than a stream takes without asking to be waited for. */
const large = piece(meter(power), new BigInt64Array(5000), [new Float64Array(5000), new Float64Array(5000)]);
const small = { ...large, at: BigInt64Array.of(1n) };

const open = async (path: string): Promise<OpenSink> =>
  (await ndjson.open(path, { env: {}, clock: hostClock, log: () => undefined })).begin({} as SinkRun);
const never = new AbortController().signal;

describe("a line", () => {
  it("holds exact nanoseconds and each rail in SI, named by its unit; a gap is null", () => {
    const samples = piece(meter(power, counter), BigInt64Array.of(9_007_199_254_740_993n, 9_007_199_254_740_994n), [
      [12_000, 12_000],
      [1500, Number.NaN],
      [2_500_000, 0],
    ]);
    expect(linesOf(samples)).toBe(
      '{"probe":"meter","ns":"9007199254740993","IN_w":18,"package_j":2.5}\n' +
        '{"probe":"meter","ns":"9007199254740994","IN_w":null,"package_j":0}\n',
    );
  });
});

describe("a file", () => {
  it("is waited for, however often, without listeners piling up", async () => {
    const warnings: Error[] = [];
    const listen = (warning: Error) => warnings.push(warning);
    process.on("warning", listen);
    const path = join(folder, "large.ndjson");
    const sink = await open(path);
    for (let count = 0; count < 30; count++) await sink.send(large, never);
    await sink[Symbol.asyncDispose]();
    await new Promise((resolve) => setImmediate(resolve));
    process.off("warning", listen);
    expect(warnings).toEqual([]);
    expect(readFileSync(path, "utf8").match(/\n/g)).toHaveLength(150_000);
  });

  it("that exists is added to: a second run keeps the first one's samples", async () => {
    const path = join(folder, "twice.ndjson");
    for (const _ of [1, 2]) {
      await using sink = await open(path);
      await sink.send(small, never);
    }
    expect(readFileSync(path, "utf8").match(/\n/g)).toHaveLength(2);
  });

  it.skipIf(!existsSync("/dev/full"))("on a full disk is an error that says so", async () => {
    const full = { code: "DISK", message: expect.stringContaining("ENOSPC") };
    const atOnce = await open("/dev/full");
    await expect(atOnce.send(large, never)).rejects.toMatchObject(full);
    await atOnce[Symbol.asyncDispose]();
  });
});
