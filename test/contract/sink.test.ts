import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { sinks } from "../../src/sinks/index.js";
import { type SinkFixture, sinkContract } from "./sink.js";

/** One entry for each sink of the registry; a sink without one fails the suite. */
const fixtures: Readonly<Record<string, SinkFixture>> = {
  ndjson: {
    target: (folder) => join(folder, "samples.ndjson"),
    badTarget: (folder) => join(folder, "no-such-folder/samples.ndjson"),
    readBack: (target) =>
      readFileSync(target, "utf8")
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => Object(JSON.parse(line)))
        .map((sample) => ({ ns: sample.ns, watts: sample["A_w"] })),
  },
};

describe.each(Object.entries(sinks))("sink %s", (name, load) => {
  const fixture = fixtures[name];
  it("has a fixture", () => expect(fixture).toBeDefined());
  if (fixture !== undefined) sinkContract(name, load, fixture);
});
