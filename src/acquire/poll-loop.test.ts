import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Batch } from "../core/batch.js";
import { pollLoop } from "./poll-loop.js";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "poll-"));
});
afterEach(() => rmSync(root, { recursive: true }));

/** A loop on a clock that only moves when it sleeps; `during(ms)` runs before each sleep and may return extra delay in ms. */
function loop(files: readonly string[], seconds: number, during: (ms: number) => number | undefined = () => undefined) {
  const batches: Batch[] = [];
  let now = 5_000_000_000n;
  const start = now;
  const plan = { probe: "p", period: 0.01, files: files.map((path) => ({ path, column: path })) };
  pollLoop(plan, root, {
    now: () => now,
    sleep: (milliseconds) => {
      const extra = during(Number(now - start) / 1e6) ?? 0;
      now += BigInt(Math.round((milliseconds + extra) * 1e6));
      return Number(now - start) / 1e9 >= seconds;
    },
    emit: (batch) => batches.push(batch),
  });
  return batches;
}
const column = (batches: readonly Batch[], index = 0) => batches.flatMap((batch) => [...(batch.columns[index] ?? [])]);
const gaps = (batches: readonly Batch[]) => batches.flatMap((batch) => batch.gaps);

test("samples land on the grid, first one at once", () => {
  writeFileSync(join(root, "a"), "42\n");
  const batches = loop(["a"], 1);
  expect(batches[0]?.at.length).toBe(1);
  const at = batches.flatMap((batch) => [...batch.at]);
  expect(at.slice(0, 100).map((instant) => Number(instant - 5_000_000_000n) / 1e6)).toEqual(
    Array.from({ length: 100 }, (_, tick) => tick * 10),
  );
  expect(new Set(column(batches))).toEqual(new Set([42]));
  expect(gaps(batches)).toEqual([]);
});

test("a late thread skips ticks, says so, and does not make up for them", () => {
  writeFileSync(join(root, "a"), "1\n");
  const batches = loop(["a"], 1, (ms) => (ms === 300 ? 95 : 0));
  const at = batches.flatMap((batch) => [...batch.at]);
  const spacings = at.slice(1, -1).map((instant, index) => Number(instant - (at[index] ?? 0n)) / 1e6);
  expect(spacings.filter((spacing) => spacing > 11)).toEqual([105]);
  expect(Math.min(...spacings)).toBeGreaterThan(4);
  expect(batches.reduce((sum, batch) => sum + (batch.pace?.missed ?? 0), 0)).toBe(9);
  expect(gaps(batches).map((gap) => gap.reason)).toEqual(["missed-tick"]);
});

test("a value that cannot be read is a gap with its reason, never a zero, and the other columns go on", () => {
  writeFileSync(join(root, "a"), "7\n");
  writeFileSync(join(root, "b"), "9\n");
  const batches = loop(["a", "b"], 1, (ms) => {
    if (ms === 300) writeFileSync(join(root, "a"), "garbage");
    if (ms === 500) writeFileSync(join(root, "a"), "8\n");
    return 0;
  });
  expect(new Set(column(batches, 1))).toEqual(new Set([9]));
  expect(column(batches).filter(Number.isNaN).length).toBe(20);
  expect(column(batches)).not.toContain(0);
  const spans = gaps(batches).map((gap) => Number(gap.to - gap.from) / 1e6);
  expect(spans.reduce((sum, span) => sum + span, 0)).toBe(200);
  expect(new Set(gaps(batches).map((gap) => `${gap.columns} ${gap.reason}`))).toEqual(new Set(["a unreadable"]));
});

test("a file that is not there at first is picked up when its numbered folder appears", () => {
  mkdirSync(join(root, "dev"));
  const batches = loop(["dev/node*/value"], 3, (ms) => {
    if (ms === 500) {
      mkdirSync(join(root, "dev/tmp"));
      writeFileSync(join(root, "dev/tmp/value"), "3\n");
      renameSync(join(root, "dev/tmp"), join(root, "dev/node17"));
    }
    return 0;
  });
  const values = column(batches);
  expect(values[0]).toBeNaN();
  expect(values.at(-1)).toBe(3);
  expect(gaps(batches)[0]?.reason).toBe("ENOENT");
});

test("a number that the instrument cannot show is a gap, and its limits are not", () => {
  const batches: Batch[] = [];
  writeFileSync(join(root, "a"), "-5\n");
  let now = 0n;
  let tick = 0;
  const texts = ["0\n", "100\n", "101\n", "50\n"];
  pollLoop({ probe: "p", period: 1, files: [{ path: "a", column: "a", limits: { min: 0, max: 100 } }] }, root, {
    now: () => now,
    sleep: (milliseconds) => {
      now += BigInt(Math.round(milliseconds * 1e6));
      if (milliseconds > 0) writeFileSync(join(root, "a"), texts[tick++] ?? "50\n");
      return tick > texts.length;
    },
    emit: (batch) => batches.push(batch),
  });
  expect(column(batches).slice(0, 5)).toEqual([Number.NaN, 0, 100, Number.NaN, 50]);
  expect(new Set(gaps(batches).map(({ reason }) => reason))).toEqual(new Set(["out-of-range"]));
});
