import { describe, expect, it } from "vitest";
import type { Clock } from "../core/clock.js";
import type { Finding } from "../core/finding.js";
import type { Mark } from "../core/mark.js";
import { markReader } from "./mark-reader.js";

const opened = 5_000_000_000n;
const clock: Clock = { now: () => opened, wall: () => 0, until: () => Promise.resolve() };
const arrived = opened + 1_000_000n;

function read(texts: readonly (string | Buffer)[], limit?: number, late?: number) {
  const marks: Mark[] = [];
  const reader = markReader(clock, (mark) => marks.push(mark), limit);
  for (const text of texts) reader.push(Buffer.from(text), arrived, late);
  return { marks, findings: reader.findings() };
}

describe("reading marks", () => {
  it("stamps on arrival, within a millisecond", () => {
    expect(read(["begin a\n"])).toEqual({
      marks: [{ kind: "begin", name: "a", source: "fd", at: arrived, within: 1e-3 }],
      findings: [],
    });
  });

  it("puts partial lines together", () => {
    const { marks, findings } = read(["beg", "in outer\nbegin in", "ner\nend inner\nend outer\n"]);
    expect(marks.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      "begin outer",
      "begin inner",
      "end inner",
      "end outer",
    ]);
    expect(findings).toEqual([]);
  });

  it("takes the writer's stamp with its half-width", () => {
    const [mark] = read([`end a @${opened + 7n}~2000000 cli\n`]).marks;
    expect(mark).toEqual({ kind: "end", name: "a", source: "cli", at: opened + 7n, within: 2e-3 });
  });

  it.each([
    ["before the run", opened - 1n],
    ["in the future", arrived + 1n],
  ])("says that a stamp lies %s, and takes the arrival", (_, at) => {
    const { marks, findings } = read([`begin a @${at}\n`]);
    expect(marks[0]).toMatchObject({ at: arrived, within: 1e-3 });
    expect(findings).toMatchObject([{ code: "mark-stamp", severity: "degraded" }]);
  });

  it("is as late as our own loop was, when that was more than a millisecond", () => {
    expect(read(["begin a\n"], 10, 0.02).marks[0]?.within).toBe(0.02);
    expect(read(["begin a\n"], 10, 1e-5).marks[0]?.within).toBe(1e-3);
    expect(read([`begin a @${opened + 7n}~9\n`], 10, 0.02).marks[0]?.within).toBe(9e-9);
  });

  it("says when not one mark came soon after its stamp: the writer's clock may be another", () => {
    const late = (...stamps: readonly bigint[]) => {
      const found: Finding[] = [];
      const reader = markReader(clock, () => undefined);
      for (const stamp of stamps) reader.push(Buffer.from(`begin a @${stamp}\n`), opened + 200_000_000n);
      found.push(...reader.findings());
      return found;
    };
    expect(late(opened + 1n, opened + 100_000_000n)).toMatchObject([{ code: "mark-late", severity: "degraded" }]);
    expect(late(opened + 1n, opened + 199_000_000n)).toEqual([]);
    expect(late()).toEqual([]);
  });

  it("keeps a mark whose name cannot be shown, and says so", () => {
    const { marks, findings } = read(["begin a\u0000b\n", Buffer.from([...Buffer.from("end "), 0xff, 0xfe, 0x0a])]);
    expect(marks.map(({ name }) => name)).toEqual(["a?b", "??"]);
    expect(findings).toMatchObject([{ code: "mark-name", severity: "degraded" }]);
  });

  it("counts bad lines, quotes the first without its control characters, and goes on", () => {
    const { marks, findings } = read(["\x1b[2Jhello\n", Buffer.from([0xff, 0xfe, 0x0a]), "\n\nbegin a\n"]);
    expect(marks).toHaveLength(1);
    expect(findings).toMatchObject([{ code: "mark-unreadable", severity: "degraded" }]);
    expect(findings[0]?.message).toContain('2 lines of marks could not be read; the first: "\\u001b[2Jhello"');
  });

  it("does not take a line without its end for a mark: it may be cut", () => {
    const { marks, findings } = read(["begin imag"]);
    expect(marks).toEqual([]);
    expect(findings).toMatchObject([{ code: "mark-unreadable" }]);
  });

  it("drops a flood and says how many", () => {
    const { marks, findings } = read(["begin a\n".repeat(15)], 10);
    expect(marks).toHaveLength(10);
    expect(findings).toMatchObject([{ code: "marks-dropped" }]);
    expect(findings[0]?.message).toContain("5 marks");
  });

  it("survives a line without end", () => {
    const { marks, findings } = read([...Array.from({ length: 50 }, () => "x".repeat(60_000)), "\nbegin a\n"]);
    expect(marks).toHaveLength(1);
    expect(findings[0]?.message.length).toBeLessThan(250);
  });
});
