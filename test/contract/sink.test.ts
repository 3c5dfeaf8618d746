import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sinks } from "../../src/sinks/index.js";
import { ask, createDatabase, influxd } from "../servers/influxd.js";
import { freePort, programs, Server } from "../servers/server.js";
import { type SinkFixture, sinkContract } from "./sink.js";

const fresh = () => mkdtempSync(join(tmpdir(), "sink-"));
let server: Server | undefined;
const there = programs() !== undefined;

beforeAll(async () => {
  if (there) server = await Server.start(influxd());
}, 60_000);
afterAll(async () => server?.[Symbol.asyncDispose]());

/** One entry for each sink of the registry; a sink without one fails the suite. */
const fixtures: Readonly<Record<string, SinkFixture>> = {
  influx: {
    async target(folder) {
      const name = basename(folder);
      await createDatabase(server?.url ?? "", name);
      return `${server?.url}/${name}`;
    },
    badTarget: () => "http://127.0.0.1:1",
    async readBack(target) {
      const { origin, pathname } = new URL(target);
      const rows = await ask(origin, pathname.slice(1), "SELECT power_w FROM power WHERE rail = 'A'");
      return rows.map(({ time = "", power_w }) => ({ ns: time, watts: Number(power_w) }));
    },
  },
  ndjson: {
    monotonic: true,
    target: (folder) => join(folder, "samples.ndjson"),
    badTarget: (folder) => join(folder, "no-such-folder/samples.ndjson"),
    readBack: (target) =>
      readFileSync(target, "utf8")
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => Object(JSON.parse(line)))
        .map((sample) => ({ ns: sample.ns, watts: sample["A_w"] })),
  },
  prometheus: {
    last: true,
    target: async () => String(await freePort()),
    badTarget: () => "no-port",
    async readBack(target) {
      const text = await (await fetch(`http://127.0.0.1:${target}/metrics`)).text();
      return [...text.matchAll(/^hw_power_watts\{.*rail="A".*\} (.*)$/gm)].map(([, value]) => ({
        ns: "",
        watts: Number(value),
      }));
    },
  },
};

describe.each(Object.entries(sinks))("sink %s", (name, load) => {
  const fixture = fixtures[name];
  it("has a fixture", () => expect(fixture).toBeDefined());
  describe.skipIf(name === "influx" && !there)("of the registry", () => {
    if (fixture !== undefined) sinkContract(name, load, fixture, fresh);
  });
});
