import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { samplesOf } from "../servers/delivered.js";
import { programs, Server } from "../servers/server.js";
import { stored, victoriaMetrics } from "../servers/victoria-metrics.js";
import { joulemark, recordingsIn, scratch } from "./cli.js";

/** Farther apart than the milliseconds that it keeps. */
const PROBE = 'simulated:periodMs=5,noiseSdW=1,seed=7,waveform={"type":"constant","powerW":20}';

describe.skipIf(programs() === undefined)("samples to VictoriaMetrics", { timeout: 90_000 }, () => {
  let server: Server;
  beforeAll(async () => {
    server = await Server.start(victoriaMetrics);
  }, 60_000);
  afterAll(() => server[Symbol.asyncDispose]());

  /** What it has of a run's rail, of all phases, in the order of time. */
  async function pointsOf(run: string) {
    const all = await stored(
      server.url,
      `{__name__="power_power_w",run="${run}",rail="power",point="regulator-input"}`,
    );
    return all
      .flatMap(({ timestamps, values }) => timestamps.map((ms, k) => ({ ms, watts: values[k] })))
      .sort((a, b) => a.ms - b.ms);
  }

  test.each(["/write", "/api/v2/write?org=o&bucket=b"])("by %s: every one, in its millisecond", async (path) => {
    const out = scratch();
    const to = `${server.url}${path}`;
    const { status, stderr } = await joulemark(
      ["record", "-q", "--probe", PROBE, "--duration", "2", "--out", out].concat("--influx", to),
    );
    expect([status, stderr]).toEqual([0, ""]);
    const [folder = ""] = recordingsIn(out);
    const run = folder.slice(folder.lastIndexOf("/") + 1);
    const samples = samplesOf(folder).map((sample) => sample.split(" "));
    expect(samples.length).toBeGreaterThan(200);
    // what has come in is seen some seconds later
    await expect.poll(async () => (await pointsOf(run)).length, { timeout: 20_000 }).toBe(samples.length);
    const there = await pointsOf(run);
    expect(there.map(({ ms }) => ms)).toEqual(samples.map(([at = ""]) => Number(BigInt(at) / 1_000_000n)));
    // it keeps a decimal mantissa, some 14 digits of it
    const off = samples.map(([, watts], k) => Math.abs((there[k]?.watts ?? Number.NaN) / Number(watts) - 1));
    expect(Math.max(...off)).toBeLessThan(1e-12);
  });

  test("that was away, once it is there", async () => {
    const out = scratch();
    await server.kill();
    const record = [
      "record",
      "-q",
      "--probe",
      PROBE,
      "--duration",
      "1",
      "--out",
      out,
      "--influx",
      `${server.url}/write`,
    ];
    expect((await joulemark(record)).stderr).toContain("Send the rest later");
    await server.up();
    expect((await joulemark(["send", "--out", out])).status).toBe(0);
    const [folder = ""] = recordingsIn(out);
    const run = folder.slice(folder.lastIndexOf("/") + 1);
    const count = samplesOf(folder).length;
    await expect.poll(async () => (await pointsOf(run)).length, { timeout: 20_000 }).toBe(count);
  });
});
