import fc from "fast-check";
import { expect, it } from "vitest";
import { splitLines } from "./lines.js";

function split(chunks: readonly Buffer[], limit = 1000) {
  const lines: string[] = [];
  const splitter = splitLines(limit, (line) => lines.push(line));
  for (const chunk of chunks) splitter.push(chunk);
  const unfinished = splitter.unfinished;
  splitter.end();
  return { lines, unfinished, cut: splitter.cut };
}

it("finds the same lines however the bytes are cut into chunks, also inside a character", () => {
  const texts = fc.array(fc.stringMatching(/^[aé推\n\r]{0,12}$/), { maxLength: 8 }).map((parts) => parts.join("\n"));
  fc.assert(
    fc.property(texts, fc.array(fc.nat(40), { maxLength: 6 }), (text, cuts) => {
      const bytes = Buffer.from(text);
      const edges = [0, ...cuts.filter((cut) => cut < bytes.length).sort((a, b) => a - b), bytes.length];
      const chunks = edges.slice(1).map((edge, index) => bytes.subarray(edges[index], edge));
      expect(split(chunks).lines).toEqual(text.split(/[\r\n]+/).filter((line) => line !== ""));
    }),
  );
});

it("keeps what has no end yet", () => {
  expect(split([Buffer.from("one\ntw"), Buffer.from("o")])).toMatchObject({ lines: ["one", "two"], unfinished: "two" });
});

it("cuts a long line once, and goes on with the next", () => {
  const chunks = ["abc", "def", "ghi", "\nxy\n"].map((text) => Buffer.from(text));
  expect(split(chunks, 4)).toMatchObject({ lines: ["abcd", "xy"], cut: 1 });
  expect(split([Buffer.from("abcd\n")], 4)).toMatchObject({ lines: ["abcd"], cut: 0 });
});
