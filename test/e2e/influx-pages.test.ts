import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Batch } from "../../src/core/batch.js";
import type { Manifest, RecordedProbe } from "../../src/core/recording.js";
import { openRecording } from "../../src/recording/reader.js";
import { createRecording } from "../../src/recording/writer.js";
import { manifestOf, powerRail } from "../contract/recording.js";
import { createDatabase, influxd } from "../servers/influxd.js";
import { programs, Server } from "../servers/server.js";
import { joulemark, scratch } from "./cli.js";

const START = 77_000_000_000n;
/** More than two pages of every rail. */
const COUNT = 25_000;

const probe: RecordedProbe = {
  name: `odd "probe", a=b`,
  device: "d",
  rails: [
    {
      ...powerRail("VDD 'in', x=1"),
      columns: [
        { name: "u", quantity: "voltage", unit: "mV", scale: 1e-3 },
        { name: "i", quantity: "current", unit: "mA", scale: 1e-3 },
      ],
    },
    {
      ...powerRail("package\\0"),
      measures: "energy-counter",
      window: { kind: "counter" },
      columns: [{ name: "e", quantity: "energy", unit: "uJ", scale: 1e-6 }],
      counterRange: 262_143.328_85,
    },
  ],
  totals: [],
  conditions: [
    { name: "temperature °C", quantity: "temperature", unit: "°C" },
    { name: "state", quantity: "state", unit: "" },
  ],
  settings: {},
};
// more than a database takes in one string
const long = 'x"\\,= \n'.repeat(10_000);
const manifest: Manifest = { ...manifestOf([probe]), command: ["sh", "-c", long] };

/** Whole millivolts, milliamperes and microjoules; now and then a value is missing, at some instants all but one. */
function batch(): Batch {
  const at = BigInt64Array.from({ length: COUNT }, (_, i) => START + BigInt(i) * 1_000_003n);
  const column = (of: (i: number) => number, missing: number) =>
    Float64Array.from({ length: COUNT }, (_, i) => (i % missing === 1 ? Number.NaN : of(i)));
  const columns = [
    column((i) => 11_800 + (i % 400), 7),
    column((i) => 2_000 + ((i * 7919) % 3001), 11),
    column((i) => 261_000_000_000 + i * 61_035, 13),
    column((i) => 40 + (i % 30) / 10, 5),
    Float64Array.from({ length: COUNT }, (_, i) => i % 3),
  ];
  return {
    probe: probe.name,
    at,
    columns,
    gaps: [{ probe: probe.name, from: START, to: START + 5n, reason: "ENODATA" }],
  };
}

describe.skipIf(programs() === undefined)("a recording of odd names, many pages and missing values", () => {
  let server: Server;
  beforeAll(async () => {
    server = await Server.start(influxd());
    await createDatabase(server.url, "power");
  }, 60_000);
  afterAll(() => server[Symbol.asyncDispose]());

  it("comes back from a database bit by bit", async () => {
    const folder = join(scratch(), manifest.id);
    const samples = batch();
    const recording = createRecording(folder, manifest);
    recording.append(samples);
    const self = { cpuS: 0, missedTicks: 0, readMicros: null, latenessMicros: null, granted: {} };
    const end = START + BigInt(COUNT) * 1_000_003n;
    recording.finish({ end, executions: [], marks: [], findings: [], self });
    const url = `${server.url}/power`;
    expect(await joulemark(["send", folder, "--sink", `influx:${url}`])).toMatchObject({ status: 0 });
    const fetched = await joulemark(["influx", "fetch", url, "--out", scratch()]);
    expect(fetched).toMatchObject({ status: 0, stderr: "" });
    const back = openRecording(fetched.stdout.trim());
    const made = openRecording(folder);
    expect(back.manifest).toEqual(made.manifest);
    expect(back.ending).toEqual(made.ending);
    expect(back.events).toEqual(made.events);
    const columns = samples.columns.map(() => [] as number[]);
    const at: number[] = [];
    for (const chunk of back.samples(probe.name)) {
      at.push(...chunk.at.subarray(0, chunk.length));
      for (const [c, column] of chunk.columns.entries()) columns[c]?.push(...column.subarray(0, chunk.length));
    }
    expect(at).toEqual([...samples.at].map((instant) => Number(instant - START)));
    for (const [c, column] of samples.columns.entries()) expect(columns[c]).toEqual([...column]);
    expect(back.findings).toEqual([]);
  });
});
