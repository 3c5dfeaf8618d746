import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatMarkLine, isMarkName, parseMarkLine } from "./mark-line.js";

describe("a line of marks", () => {
  it.each([
    ["begin load", { kind: "begin", name: "load", source: "fd" }],
    ["  end load\t", { kind: "end", name: "load", source: "fd" }],
    ["begin two words", { kind: "begin", name: "two words", source: "fd" }],
    ["begin layer @3", { kind: "begin", name: "layer @3", source: "fd" }],
    ["begin Schätzung 推論", { kind: "begin", name: "Schätzung 推論", source: "fd" }],
    ["end x @123456789", { kind: "end", name: "x", source: "fd", stamp: { at: 123456789n, withinNs: 1000n } }],
    ["end x @123456789~50 cli", { kind: "end", name: "x", source: "cli", stamp: { at: 123456789n, withinNs: 50n } }],
  ])("%j is understood", (line, mark) => {
    expect(parseMarkLine(line)).toEqual(mark);
  });

  it.each(["", "begin", "begin ", "start x", "BEGIN x", "beginx"])("%j is refused", (line) => {
    expect(parseMarkLine(line)).toBeUndefined();
  });

  it.each([
    ["begin a\u0007b", "a?b"],
    ["begin \uFFFD", "?"],
    ["begin \u202Ex @123456789", "?x"],
    [`end ${"x".repeat(201)}`, `${"x".repeat(199)}\u2026`],
    [`end ${"x".repeat(198)}\u{1F600}\u{1F600}`, `${"x".repeat(198)}\u2026`],
  ])("%j keeps its mark under a name that can be shown", (line, name) => {
    const read = parseMarkLine(line);
    expect(read).toMatchObject({ name, renamed: true });
    expect(isMarkName(name)).toBe(true);
  });

  it("may be stamped by the wall clock", () => {
    const stamp = { at: 1_700_000_000_123_456_000n, withinNs: 1500n, clock: "wall" } as const;
    expect(parseMarkLine("begin x @wall:1700000000123456000~1500")).toEqual({
      kind: "begin",
      name: "x",
      source: "fd",
      stamp,
    });
    expect(formatMarkLine({ kind: "begin", name: "x", source: "fd", stamp })).toBe(
      "begin x @wall:1700000000123456000~1500\n",
    );
  });

  it("is read back as it was written, whatever the name", () => {
    const names = fc.string({ unit: "grapheme", minLength: 1, maxLength: 60 }).filter((name) => isMarkName(name));
    const stamps = fc.record(
      {
        at: fc.bigInt({ min: 100_000_000n, max: 9_000_000_000_000_000_000n }),
        withinNs: fc.bigInt({ min: 0n, max: 999_999_999_999n }),
        clock: fc.constant("wall" as const),
      },
      { requiredKeys: ["at", "withinNs"] },
    );
    fc.assert(
      fc.property(fc.constantFrom("begin", "end"), names, stamps, fc.constantFrom("fd", "cli"), (...parts) => {
        const [kind, name, stamp, source] = parts;
        const mark = { kind, name, stamp, source } as const;
        expect(parseMarkLine(formatMarkLine(mark))).toEqual(mark);
      }),
    );
  });

  it("takes no steep time on a hostile line", () => {
    const started = performance.now();
    parseMarkLine(`begin ${" ".repeat(4000)}\u0001`);
    parseMarkLine(`begin ${" @1".repeat(1300)}`);
    expect(performance.now() - started).toBeLessThan(200);
  });
});
