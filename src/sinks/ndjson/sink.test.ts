import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { Batch } from "../../core/batch.js";
import type { Rail } from "../../core/rail.js";
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

/** More than a stream takes without asking to be waited for. */
const large: Batch = {
  probe: "meter",
  at: new BigInt64Array(5000),
  columns: [new Float64Array(5000), new Float64Array(5000)],
  gaps: [],
};

describe("a line", () => {
  it("holds exact nanoseconds and each rail in SI, named by its unit; a gap is null", () => {
    const batch: Batch = {
      probe: "meter",
      at: BigInt64Array.of(9_007_199_254_740_993n, 9_007_199_254_740_994n),
      columns: [Float64Array.of(12_000, 12_000), Float64Array.of(1500, Number.NaN), Float64Array.of(2_500_000, 0)],
      gaps: [],
    };
    expect(linesOf(batch, [power, counter])).toBe(
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
    const sink = await ndjson.open(path);
    for (let count = 0; count < 30; count++) await sink.write(large, [power]);
    await sink[Symbol.asyncDispose]();
    await new Promise((resolve) => setImmediate(resolve));
    process.off("warning", listen);
    expect(warnings).toEqual([]);
    expect(readFileSync(path, "utf8").match(/\n/g)).toHaveLength(150_000);
  });

  it("that exists is added to: a second run keeps the first one's samples", async () => {
    const path = join(folder, "twice.ndjson");
    for (const _ of [1, 2]) {
      await using sink = await ndjson.open(path);
      await sink.write({ ...large, at: BigInt64Array.of(1n) }, [power]);
    }
    expect(readFileSync(path, "utf8").match(/\n/g)).toHaveLength(2);
  });

  it.skipIf(!existsSync("/dev/full"))(
    "on a full disk is an error that says so, whether it shows at once or at the end",
    async () => {
      const full = { code: "DISK", message: expect.stringContaining("ENOSPC") };
      const atOnce = await ndjson.open("/dev/full");
      await expect(atOnce.write(large, [power])).rejects.toMatchObject(full);
      await atOnce[Symbol.asyncDispose]();
      const atEnd = await ndjson.open("/dev/full");
      await atEnd.write({ ...large, at: BigInt64Array.of(1n) }, [power]);
      await expect(atEnd[Symbol.asyncDispose]()).rejects.toMatchObject(full);
      await atEnd[Symbol.asyncDispose]();
    },
  );
});
