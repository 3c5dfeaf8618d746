import { describe, expect, it } from "vitest";
import type { Mark } from "../core/mark.js";
import { outputReader, type Patterns } from "./output-reader.js";
import { parseMarkRegex, parseWork, parseWorkRegex } from "./patterns.js";

const phases = parseMarkRegex("(?:start (?<begin>\\w+))|(?:done (?<end>\\w+))");

function search(patterns: Patterns, texts: readonly string[]) {
  const marks: Mark[] = [];
  const reader = outputReader(patterns, (mark) => marks.push(mark));
  const stream = reader.stream("stdout");
  texts.forEach((text, index) => {
    stream.push(Buffer.from(text), BigInt(index));
  });
  stream.end();
  return { marks, work: reader.work, codes: reader.findings().map(({ code }) => code) };
}

describe("patterns", () => {
  it.each([
    ["(", parseMarkRegex],
    ["start (\\w+)", parseMarkRegex],
    ["[", parseWorkRegex],
    ["\\d+ img", parseWorkRegex],
  ])("%s is refused as CONFIG", (text, parse) => {
    expect(() => parse(text)).toThrow(expect.objectContaining({ code: "CONFIG" }));
  });

  it.each([
    ["1200", 1200],
    ["1.5e3", 1500],
    ["+7", 7],
    ["12.", 12],
  ])("work %s is %d", (text, count) => {
    expect(parseWork(text)).toBe(count);
  });

  it.each(["0", "-1", "", "1,200", "0x10", "NaN", "Infinity", "1e999", " 1"])("work %j is no count", (text) => {
    expect(parseWork(text)).toBeUndefined();
  });
});

describe("searching output", () => {
  it("finds marks with the instant of the chunk that ended their line", () => {
    const { marks } = search({ markRegex: phases }, ["start lo", "ad\nnoise\ndone load start run\r", "done run"]);
    expect(marks).toMatchObject([
      { kind: "begin", name: "load", at: 1n, source: "regex" },
      { kind: "end", name: "load", at: 1n },
      { kind: "begin", name: "run", at: 1n },
      { kind: "end", name: "run", at: 2n },
    ]);
  });

  it("takes the last count, also from a line without an end", () => {
    const workRegex = parseWorkRegex("(\\d+) images");
    expect(search({ workRegex }, ["10 images\r20 images\n", "30 images"])).toMatchObject({ work: 30, codes: [] });
  });

  it("prefers the group named count", () => {
    const workRegex = parseWorkRegex("(run|eval): (?<count>\\S+)");
    expect(search({ workRegex }, ["run: 5\n"]).work).toBe(5);
  });

  it("says what it could not read, and that there was nothing", () => {
    const workRegex = parseWorkRegex("did (\\S+)");
    expect(search({ workRegex }, ["did many\n"])).toEqual({
      marks: [],
      work: undefined,
      codes: ["work-unreadable", "work-not-found"],
    });
    expect(search({ workRegex }, ["did 5\n", "did ?\n"])).toMatchObject({ work: 5, codes: ["work-unreadable"] });
    expect(search({ workRegex }, [])).toMatchObject({ codes: ["work-not-found"] });
  });

  it("searches long lines by their beginning and says so", () => {
    const { marks, codes } = search({ markRegex: phases }, [`start a ${"x".repeat(70_000)} done a\n`]);
    expect(marks).toMatchObject([{ kind: "begin", name: "a" }]);
    expect(codes).toEqual(["output-line-long"]);
  });
});
