import { describe, expect, it } from "vitest";
import type { ClockStatus } from "../../core/clock-status.js";
import type { RecordingToSummarize } from "../summarize-recording.js";
import { constant, execution, rail, recording } from "../testing/recording.js";
import type { HostRecording } from "./host-recording.js";
import { mergeHosts } from "./merge-hosts.js";

const exact: ClockStatus = { source: "chrony", synchronized: true, withinS: 0 };
const SECOND = 1_000_000_000n;
/** Nanoseconds that no double holds. */
const ZERO = 1_700_000_000_123_456_789n;

/** A host whose recording begins so many seconds after the first one's. */
function host(
  name: string,
  startS: number,
  more: Partial<Parameters<typeof recording>[0]> = {},
  clock = exact,
): HostRecording {
  const made: RecordingToSummarize = recording({ watts: constant, executions: [execution(0, 10, 40)], ...more });
  return { host: name, recording: made, how: {}, zero: ZERO + BigInt(startS) * SECOND, clock };
}
const merged = (hosts: readonly HostRecording[], expected: readonly string[] = []) =>
  mergeHosts(hosts, { run: "r", expected });
const codesOf = ({ quality }: ReturnType<typeof merged>) => quality.findings.map(({ code }) => code);

describe("a run of several hosts", () => {
  it("is the sum over the window in which all are measured", () => {
    const result = merged([host("a", 0), host("b", 5), host("c", 7)]);
    expect(result.window).toEqual({
      fromNs: String(ZERO + 17n * SECOND),
      toNs: String(ZERO + 40n * SECOND),
      durationS: 23,
    });
    const [total, ...others] = result.totals;
    expect(others).toEqual([]);
    expect(total).toMatchObject({ of: "module", point: "regulator-input", hosts: ["a", "b", "c"], without: [] });
    expect(total?.energyJ?.value).toBeCloseTo(3 * 60 * 23, 6);
    expect(total?.meanPowerW?.value).toBeCloseTo(180, 9);
    expect(result.hosts.map(({ own }) => own.subjects[0]?.energyJ?.value)).toEqual(
      [1, 1, 1].map(() => expect.closeTo(60 * 30, 6)),
    );
  });

  it("has hosts whose instruments are their own: their errors are independent", () => {
    const [one] = merged([host("a", 0)]).totals;
    const [four] = merged(["a", "b", "c", "d"].map((name) => host(name, 0))).totals;
    const relative = (four?.energyJ?.u ?? 0) / (one?.energyJ?.u ?? 1);
    expect(relative).toBeGreaterThan(1.99);
    expect(relative).toBeLessThan(2.02);
  });

  it("never adds numbers of different points", () => {
    const wall = { rails: [rail("wall", { point: "wall" })], totals: [] };
    const result = merged([host("a", 0), host("b", 0, wall)]);
    expect(result.totals.map(({ point, hosts, without }) => ({ point, hosts, without }))).toEqual([
      { point: "regulator-input", hosts: ["a"], without: ["b"] },
      { point: "wall", hosts: ["b"], without: ["a"] },
    ]);
    expect(codesOf(result)).toContain("total-incomplete");
  });

  it("keeps apart what one host has twice at a point", () => {
    const two = { rails: [rail("gpu0"), rail("gpu1")], totals: [] };
    const result = merged([host("a", 0, two), host("b", 0, two)]);
    expect(result.totals.map(({ of, hosts }) => [of, hosts.join()])).toEqual([
      ["gpu0", "a,b"],
      ["gpu1", "a,b"],
    ]);
  });

  it("counts what a clock that is not exact does to the energy: the step of the power times the time", () => {
    // the others' window ends where this host's load steps from 60 W to 260 W
    const stepping = { watts: (s: number, k: number) => constant(s, k) + (k === 0 && s >= 30 ? 200 : 0) };
    const bounded = (withinS: number) => host("b", 0, stepping, { ...exact, withinS });
    const shorter = { executions: [execution(0, 10, 30)] };
    const [total] = merged([host("a", 0, shorter), bounded(0.099)]).totals;
    const clock = total?.budget.find(({ source }) => source === "b: clock of b");
    // the millisecond in which a wall clock is read comes on top
    expect(clock?.u).toBeCloseTo((200 * 0.1) / Math.sqrt(3), 6);
    expect(merged([host("a", 0, shorter), bounded(0.099)]).quality.findings).toEqual([]);
  });

  it("says that a clock is not known, and never takes it for exact in silence", () => {
    const unknown = host("b", 0, {}, { source: null, synchronized: null });
    expect(codesOf(merged([host("a", 0), unknown]))).toEqual(["clock-unknown"]);
    expect(codesOf(merged([unknown]))).toEqual([]);
  });

  it("says that a wall clock was set while the run lasted", () => {
    const pair = (s: number, wallMs: number) => ({
      mono: 5_000_000_000_000n + BigInt(s) * SECOND,
      wallMs,
      withinNs: 100,
    });
    const events = [pair(0, 1_000_000), pair(20, 1_020_001), pair(30, 1_030_500)].map((one) => ({
      type: "clock" as const,
      pair: one,
    }));
    const result = merged([host("a", 0), host("b", 0, { events })]);
    expect(result.quality.findings.find(({ code }) => code === "clock-set")?.message).toContain(
      "b: its wall clock was set by 0.500 s",
    );
    expect(codesOf(merged([host("a", 0), host("b", 0, { events: events.slice(0, 2) })]))).not.toContain("clock-set");
  });

  it("names hosts that are missing, and is invalid without them", () => {
    const result = merged([host("a", 0)], ["a", "b", "c"]);
    expect(result).toMatchObject({ missing: ["b", "c"], quality: { verdict: "invalid" } });
    expect(codesOf(result)).toEqual(["host-missing", "host-missing"]);
  });

  it("has no total where there is no common window", () => {
    const result = merged([host("a", 0), host("b", 60)]);
    expect(result).toMatchObject({ window: null, totals: [], quality: { verdict: "invalid" } });
    expect(codesOf(result)).toContain("no-common-window");
  });

  it("ends where a host that was cut off ends", () => {
    const cut = { ended: false, seconds: 25, endsEarlyAtNs: 25e9, executions: [execution(0, 10, 25)] };
    const result = merged([host("a", 0), host("b", 0, cut)]);
    expect(result.window?.durationS).toBe(15);
    expect(result.totals[0]?.energyJ?.value).toBeCloseTo(2 * 60 * 15, 3);
    const finding = result.quality.findings.find(({ code }) => code === "host-not-ended");
    expect(finding?.message).toMatch(/^b has no ending.*15\.000 s before/);
  });

  it("has no total of a host whose number cannot be given", () => {
    const dark = { watts: (s: number, k: number) => (s > 12 ? Number.NaN : constant(s, k)) };
    const result = merged([host("a", 0), host("b", 0, dark)]);
    expect(result.totals[0]).toMatchObject({ energyJ: null, meanPowerW: null, without: ["b"] });
    expect(result.quality.verdict).not.toBe("good");
  });
});
