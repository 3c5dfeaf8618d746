import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { RecordedEvent } from "../../core/recording.js";
import { Phases } from "./phases.js";

const start = (at: number, warmup = false): RecordedEvent => ({
  type: "execution-start",
  index: 0,
  warmup,
  at: BigInt(at),
  within: 0,
});
const execution = (from: number, to: number): RecordedEvent => {
  const exit = { code: 0, signal: null };
  const span = { from: BigInt(from), to: BigInt(to), fromWithin: 0, toWithin: 0 };
  return { type: "execution", execution: { index: 0, warmup: false, exit, ...span } };
};
const mark = (kind: "begin" | "end", name: string, at: number): RecordedEvent => ({
  type: "mark",
  mark: { kind, name, at: BigInt(at), within: 0, source: "phase" },
});
const following = (events: readonly RecordedEvent[]) => {
  const phases = new Phases();
  for (const event of events) phases.add(event);
  return (at: number) => phases.at(BigInt(at));
};

describe("phases", () => {
  it("are what was going on at an instant, its begin in it and its end not", () => {
    const at = following([
      mark("begin", "idle-before", 10),
      mark("end", "idle-before", 20),
      start(30, true),
      execution(30, 40),
      start(50),
      execution(50, 60),
    ]);
    expect([0, 9, 10, 19, 20, 29, 30, 39, 40, 50, 59, 60, 99].map(at)).toEqual([
      "",
      "",
      "idle-before",
      "idle-before",
      "",
      "",
      "warmup",
      "warmup",
      "",
      "command",
      "command",
      "",
      "",
    ]);
  });

  it("of as many executions as a run may have are known from the first to the last", () => {
    const at = following(
      Array.from({ length: 20_000 }, (_, k) => [start(10 * k), execution(10 * k, 10 * k + 5)]).flat(),
    );
    expect([0, 4, 5, 100_000, 199_994, 199_995].map(at)).toEqual(["command", "command", "", "command", "command", ""]);
  });

  it("are by what came last where instants do not come in their order", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(20), { minLength: 1, maxLength: 12 }), fc.nat(25), (instants, asked) => {
        const at = following(instants.map((instant, k) => mark("begin", `p${k}`, instant)));
        const last = instants.findLastIndex((instant) => instant <= asked);
        expect(at(asked)).toBe(last < 0 ? "" : `p${last}`);
      }),
    );
  });
});
