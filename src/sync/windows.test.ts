import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Finding } from "../core/finding.js";
import type { Mark } from "../core/mark.js";
import type { Execution } from "../core/recording.js";
import { windowsOf } from "./windows.js";

const execution = (index: number, from: bigint, to: bigint): Execution => ({
  index,
  warmup: false,
  exit: { code: 0, signal: null },
  from,
  to,
  fromWithin: 1e-9,
  toWithin: 2e-9,
});
const mark = (kind: Mark["kind"], name: string, at: bigint, source: Mark["source"] = "fd"): Mark => ({
  kind,
  name,
  at,
  within: 0,
  source,
});
const shape = (windows: readonly { name: string; from: bigint; to: bigint }[]) =>
  windows.map(({ name, from, to }) => `${name} ${from}-${to}`);

/** How many marks the finding is about whose message says `what`. */
function countIn(findings: readonly Finding[], what: string): number {
  const message = findings.find((finding) => finding.message.includes(what))?.message ?? "";
  return message === "" ? 0 : Number(/^(\d+) marks/.exec(message)?.[1] ?? 1);
}

describe("windowsOf", () => {
  it("gives each execution a window with the uncertainty of its instants", () => {
    const { windows } = windowsOf([execution(0, 100n, 200n), execution(1, 300n, 400n)], [], 500n);
    expect(windows[0]).toEqual({
      name: "command",
      from: 100n,
      to: 200n,
      fromWithin: 1e-9,
      toWithin: 2e-9,
      source: "command",
    });
    expect(shape(windows)).toEqual(["command 100-200", "command 300-400"]);
  });

  it("pairs the latest begin of a name first, and lets windows nest and overlap", () => {
    const marks = [
      mark("begin", "a", 110n),
      mark("begin", "b", 120n),
      mark("begin", "a", 130n),
      mark("end", "a", 140n),
      mark("end", "a", 150n),
      mark("end", "b", 160n),
    ];
    const { windows, findings } = windowsOf([execution(0, 100n, 200n)], marks, 500n);
    expect(shape(windows)).toEqual(["command 100-200", "a 110-150", "b 120-160", "a 130-140"]);
    expect(findings).toEqual([]);
  });

  it("has the outer one first also where a slow reader gave all marks one instant", () => {
    const marks = [
      mark("begin", "outer", 110n),
      mark("begin", "inner", 110n),
      mark("end", "inner", 150n),
      mark("end", "outer", 150n),
    ];
    const { windows } = windowsOf([execution(0, 100n, 200n)], marks, 500n);
    expect(shape(windows)).toEqual(["command 100-200", "outer 110-150", "inner 110-150"]);
  });

  it("closes a begin without end at the end of its execution, with that end's uncertainty, and says so", () => {
    const { windows, findings } = windowsOf([execution(0, 100n, 200n)], [mark("begin", "a", 150n)], 500n);
    expect(windows[1]).toMatchObject({ name: "a", from: 150n, to: 200n, toWithin: 2e-9 });
    expect(findings.map(({ code }) => code)).toEqual(["mark-unbalanced"]);
  });

  it("makes no window of an end without begin, even if another execution has the begin", () => {
    const marks = [mark("begin", "a", 150n), mark("end", "a", 350n)];
    const { windows, findings } = windowsOf([execution(0, 100n, 200n), execution(1, 300n, 400n)], marks, 500n);
    expect(shape(windows)).toEqual(["command 100-200", "command 300-400", "a 150-200"]);
    expect(findings.map(({ message }) => message)).toEqual([
      "Mark end a is an end without a begin: it makes no window",
      "Mark begin a is a begin without an end: its window lasts to the end of the execution",
    ]);
  });

  it("accepts phases outside executions and refuses other marks there", () => {
    const marks = [
      mark("begin", "idle-before", 10n, "phase"),
      mark("end", "idle-before", 90n, "phase"),
      mark("begin", "late", 250n),
    ];
    const { windows, findings } = windowsOf([execution(0, 100n, 200n)], marks, 500n);
    expect(shape(windows)).toEqual(["command 100-200", "idle-before 10-90"]);
    expect(findings.map(({ code }) => code)).toEqual(["mark-outside"]);
  });

  it("says what a hundred thousand marks lack in one finding of each kind, in time that grows with their number", () => {
    const many = Array.from({ length: 50_000 }, (_, k) => [
      mark("begin", `open ${k}`, BigInt(110 + (k % 50))),
      mark("end", `shut ${k}`, BigInt(110 + (k % 50))),
      mark("begin", `late ${k}`, 450n),
    ]).flat();
    const { windows, findings } = windowsOf([execution(0, 100n, 200n)], many, 500n);
    expect(windows).toHaveLength(50_001);
    expect(findings.map(({ code, message }) => [code, message.slice(0, 12)])).toEqual([
      ["mark-unbalanced", "50000 marks,"],
      ["mark-unbalanced", "50000 marks,"],
      ["mark-outside", "50000 marks,"],
    ]);
  });

  it("takes any mark where nothing was executed", () => {
    const marks = [mark("begin", "a", 10n, "cli"), mark("end", "a", 20n, "cli")];
    expect(shape(windowsOf([], marks, 500n).windows)).toEqual(["a 10-20"]);
  });

  it("makes exactly one window or finding of every begin, whatever the order of marks", () => {
    const marks = fc.array(
      fc.record({
        kind: fc.constantFrom("begin" as const, "end" as const),
        name: fc.constantFrom("a", "b"),
        at: fc.bigInt(100n, 200n),
      }),
    );
    fc.assert(
      fc.property(marks, (list) => {
        const all = list.map(({ kind, name, at }) => mark(kind, name, at));
        const { windows, findings } = windowsOf([execution(0, 100n, 200n)], all, 500n);
        const begins = all.filter(({ kind }) => kind === "begin").length;
        const ends = all.length - begins;
        const unclosed = countIn(findings, "begin without");
        const unopened = countIn(findings, "end without");
        expect(windows.length - 1).toBe(begins);
        expect(begins - unclosed).toBe(ends - unopened);
        expect(windows.every(({ from, to }) => from <= to)).toBe(true);
      }),
    );
  });
});
