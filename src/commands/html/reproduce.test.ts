import { expect, test } from "vitest";
import type { Manifest } from "../../core/recording.js";
import { reproductionOf } from "./reproduce.js";

const commandOf = (over: Partial<Manifest>): string => {
  const manifest = { id: "an-id", probes: [], settings: {}, command: ["true"], ...over };
  return reproductionOf(manifest as unknown as Manifest, null).command;
};

test("a run is measured again with the options that it had", () => {
  expect(
    commandOf({
      command: ["./bench", "two words"],
      settings: { repeat: 3, cooldownS: 0, idleS: 2, workRegex: "(\\d+) img", timeoutS: 60 },
      work: { unit: "img" },
    }),
  ).toBe("joulemark run --repeat 3 --idle 2 --timeout 60 --work-regex '(\\d+) img' --unit img -- ./bench 'two words'");
});

test("an engine is named, and its unit is its own", () => {
  expect(commandOf({ settings: { engine: "caffe-time", batch: 8 }, work: { unit: "img", window: "benchmark" } })).toBe(
    "joulemark run --engine caffe-time --batch 8 -- true",
  );
});

test("two commands in turn have half as many blocks as there were executions, in the same order", () => {
  expect(
    commandOf({ command: ["--ab", "./old 1", "./new 1"], settings: { repeat: 6, ab: { first: [], seed: 7 } } }),
  ).toBe("joulemark run --repeat 3 --seed 7 --ab './old 1' './new 1'");
});
