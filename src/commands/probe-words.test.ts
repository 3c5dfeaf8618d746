import { expect, test } from "vitest";
import { parseProbeWord } from "./probe-words.js";

test.each([
  ["meter", "meter", {}],
  ["meter:rate=5,path=/dev/ttyUSB0", "meter", { rate: 5, path: "/dev/ttyUSB0" }],
  ["meter:on=true,off=false,text=truely", "meter", { on: true, off: false, text: "truely" }],
  ['meter:list=["a","b,c"],next=1', "meter", { list: ["a", "b,c"], next: 1 }],
  ['meter:list=[{"id":"a"},{"id":"b"}]', "meter", { list: [{ id: "a" }, { id: "b" }] }],
  ["meter:wave.type=sine,wave.meanW=4", "meter", { wave: { type: "sine", meanW: 4 } }],
  ["meter:version=1.2.3", "meter", { version: "1.2.3" }],
])("%s", (word, name, settings) => expect(parseProbeWord(word)).toEqual({ name, settings }));

test.each(["meter:rate", "meter:=5"])("%s is not a setting", (word) =>
  expect(() => parseProbeWord(word)).toThrow(/not key=value/),
);
