import { describe, expect, it } from "vitest";
import type { Batch } from "../../src/core/batch.js";
import { batchProblems } from "../../test/contract/batch-checks.js";
import { csv } from "../shared/serial/csv.js";
import type { Meter } from "../shared/serial/protocol.js";
import { markColumnOf } from "./mark-column.js";
import { planRails } from "./rails.js";
import { clockConditions, RowBatches } from "./row-batches.js";
import { settings } from "./settings.js";

const bytesOf = (text: string): Uint8Array => Uint8Array.from(text, (letter) => letter.charCodeAt(0));
const link = (line: string) => ({ write: async () => undefined, read: async () => bytesOf(`\n${line}\n`) });
const here = { point: "regulator-output", accuracyPercent: 1, plausibleW: 100 };

/** A meter of one rail, 10 ms a row; `push` takes lines that come at so many ms. */
async function metered(columns: string, line: string) {
  const meter: Meter = await csv.open(csv.settings.parse({ columns, periodMs: 10 }), link(line));
  const words = settings.parse({
    path: "/x",
    protocol: "csv",
    csv: { columns: "a:W", periodMs: 1 },
    rails: { a: here },
  });
  const { plans } = planRails(meter, words);
  const batches = new RowBatches("serial-daq", { meter, plans, epoch: 1_000_000_000n });
  const push = (ms: number, text: string, asked?: number) =>
    batches.push(bytesOf(text), at(ms), asked === undefined ? undefined : at(asked));
  push(0, "\n");
  const rails = { rails: plans.map(({ rail }) => rail), conditions: clockConditions(meter) };
  return { batches, push, meter, rails };
}

const at = (ms: number): bigint => 1_000_000_000n + BigInt(Math.round(ms * 1e6));
const msOf = (batch: Batch | undefined) =>
  [...(batch?.at ?? [])].map((instant) => Number(instant - 1_000_000_000n) / 1e6);
const close = (values: readonly number[]) => values.map((value) => expect.closeTo(value, 3));

describe("a channel that shows the mark line", () => {
  it("is recorded beside the rails, its missing values are gaps, and it is no rail", async () => {
    const columns = "time:ms a:W sync:W";
    const meter: Meter = await csv.open(csv.settings.parse({ columns, periodMs: 10 }), link("1,1,0"));
    const words = settings.parse({ path: "/x", protocol: "csv", csv: { columns, periodMs: 10 }, rails: { a: here } });
    const markColumn = markColumnOf(meter, "sync");
    const { plans } = planRails(meter, words, markColumn?.rail);
    const batches = new RowBatches("serial-daq", { meter, plans, epoch: 1_000_000_000n, markColumn });
    batches.push(bytesOf("\n10,5,0\n20,5,3.3\n30,5,nan\n"), at(50));
    const batch = batches.end();
    expect(batch?.columns.slice(0, 2).map((column) => [...column])).toEqual([
      [5, 5, 5],
      [0, 3.3, Number.NaN],
    ]);
    expect(batch?.gaps.map(({ columns: named, reason }) => [named, reason])).toEqual([[["meter.line"], "no-value"]]);
    const declared = {
      rails: plans.map(({ rail }) => rail),
      conditions: [...(markColumn === undefined ? [] : [markColumn.condition]), ...clockConditions(meter)],
    };
    expect(declared.rails.map(({ id }) => id)).toEqual(["a"]);
    expect(batchProblems(batch === undefined ? [] : [batch], declared)).toEqual([]);
  });
});

describe("rows without a clock of their own", () => {
  it("stand at their arrival, those of one piece a period apart, never before the piece before", async () => {
    const { batches, push } = await metered("a:W", "1");
    push(50, "1\n2\n3\n");
    push(60, "4\n");
    push(65, "5\n6\n");
    expect(msOf(batches.take(false))).toEqual(close([30, 40, 50, 60, 62.5, 65]));
  });

  it("that answer a question stand between question and answer", async () => {
    const { batches, push } = await metered("a:W", "1");
    push(54, "1\n", 50);
    expect(msOf(batches.take(false))).toEqual(close([52]));
  });
});

describe("rows with a clock", () => {
  it("keep the meter's own stamps, and how late each came", async () => {
    const { batches, push, meter } = await metered("time:ms a:W", "1,1");
    expect(clockConditions(meter).map(({ name }) => name)).toEqual(["meter.clock", "meter.delay"]);
    for (let i = 0; i < 10; i++) push(100 + 10 * i + (i % 3), `${500 + 10 * i},7\n`);
    const [watts, own, delay] = batches.take(true)?.columns ?? [];
    const steps = [...(own ?? [])].slice(1).map((stamp, i) => stamp - (own?.[i] ?? stamp));
    expect([...(watts ?? [])]).toEqual(steps.map(() => 7).concat(7));
    expect(steps).toEqual(close(steps.map(() => 0.01)));
    const late = [...(delay ?? [])].map((seconds) => seconds * 1000);
    expect(late.every((ms) => ms >= -1e-6 && ms < 2.5)).toBe(true);
    expect(Math.max(...late)).toBeGreaterThan(1.5);
  });

  it("stand by it, and tell a stretch that is missing with its reason", async () => {
    const { batches, push, rails } = await metered("time:ms a:W", "1,1");
    for (let i = 0; i < 10; i++) push(10 * i + (i % 3), `${10 * i},1\n`);
    push(140, "100,x\n");
    for (let i = 20; i < 30; i++) push(10 * i + (i % 3), `${10 * i},1\n`);
    const batch = batches.take(true);
    const ms = msOf(batch);
    expect(ms.slice(1).map((one, i) => one - (ms[i] ?? 0))).toEqual(
      close([...Array(9).fill(10), 110, ...Array(9).fill(10)]),
    );
    expect(batch?.gaps).toEqual([
      { probe: "serial-daq", from: batch?.at[9], to: batch?.at[10], reason: "rejected-bytes" },
    ]);
    expect(batch?.rejected).toEqual({ count: 6, of: "byte" });
    expect(batchProblems(batch ? [batch] : [], rails)).toEqual([]);
  });

  it("begin anew when it is set back, with a gap", async () => {
    const { batches, push } = await metered("time:ms a:W", "1,1");
    for (let i = 0; i < 10; i++) push(10 * i, `${5000 + 10 * i},1\n`);
    for (let i = 10; i < 20; i++) push(10 * i, `${10 * i},1\n`);
    const batch = batches.take(true);
    expect(msOf(batch)).toEqual(close(Array.from({ length: 20 }, (_, i) => 10 * i)));
    expect(batch?.gaps.map(({ reason }) => reason)).toEqual(["bytes-lost"]);
  });

  it("begin anew when it is set forward, and stay before their arrival", async () => {
    const { batches, push } = await metered("time:ms a:W", "1,1");
    for (let i = 0; i < 10; i++) push(10 * i, `${10 * i},1\n`);
    batches.take(true);
    for (let i = 10; i < 20; i++) push(10 * i, `${900_000 + 10 * i},1\n`);
    const batch = batches.take(true);
    expect(Math.max(...msOf(batch))).toBeLessThan(190.1);
    expect(batch?.gaps.map(({ reason }) => reason)).toEqual(["clock-set"]);
  });

  it("that is coarser than the rows is spread over its ticks", async () => {
    const { batches, push } = await metered("time:s a:W", "1,1");
    for (let i = 0; i < 300; i++) push(10 * i, `${Math.floor(i / 100)},1\n`);
    const ms = msOf(batches.take(true));
    const steps = ms.slice(1).map((one, i) => one - (ms[i] ?? 0));
    expect(Math.max(...steps.slice(120))).toBeLessThan(11);
    expect(Math.min(...steps)).toBeGreaterThan(0);
  });

  it("do not go on across a meter that was opened again", async () => {
    const { batches, push, meter } = await metered("time:ms a:W", "1,1");
    push(10, "10,1\n");
    const before = batches.take(true);
    const again = await metered("time:ms a:W", "1,1");
    batches.reopened({ ...meter, decoder: again.meter.decoder }, "device-gone");
    push(2000, "\n500,1\n");
    const batch = batches.take(true);
    expect(batch?.gaps).toMatchObject([{ from: before?.at[0], to: batch?.at[0], reason: "device-gone" }]);
  });
});

describe("values", () => {
  it("that are missing or beyond what the rail can carry are gaps with their reasons, never zeros", async () => {
    const { batches, push, rails } = await metered("a:V a:A", "1,1");
    push(100, "12,1\nnan,1\nnan,1\n12,500\n12,-500\n12,2\n");
    const batch = batches.take(false);
    expect(batch?.columns.map((values) => [...values])).toEqual([
      [12, NaN, NaN, NaN, NaN, 12],
      [1, 1, 1, NaN, NaN, 2],
    ]);
    expect(batch?.gaps.map(({ columns, reason }) => [columns, reason])).toEqual([
      [["a.voltage"], "no-value"],
      [["a.voltage"], "out-of-range"],
      [["a.current"], "out-of-range"],
    ]);
    expect(batchProblems(batch ? [batch] : [], rails)).toEqual([]);
  });
});
