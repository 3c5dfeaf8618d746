import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { samplesOf } from "../servers/delivered.js";
import { programs } from "../servers/server.js";
import { stored } from "../servers/victoria-metrics.js";
import { Tenants } from "../servers/victoria-tenants.js";
import { joulemark, recordingsIn, scratch } from "./cli.js";

/** Farther apart than the milliseconds that are kept. */
const PROBE = 'simulated:periodMs=5,noiseSdW=1,seed=7,waveform={"type":"constant","powerW":20}';

describe.skipIf(programs() === undefined)("samples for a tenant of VictoriaMetrics", { timeout: 90_000 }, () => {
  let tenants: Tenants;
  const out = scratch();
  beforeAll(async () => {
    tenants = await Tenants.start();
  }, 60_000);
  afterAll(() => tenants[Symbol.asyncDispose]());

  const withToken = (token: string) => ({ env: { JOULEMARK_INFLUX_TOKEN: token } });
  const record = (token: string) => {
    const words = ["record", "-q", "--probe", PROBE, "--duration", "1", "--out", out, "--influx", tenants.write];
    return joulemark(words, withToken(token));
  };
  const instantsOf = (folder: string) =>
    samplesOf(folder).map((sample) => Number(BigInt(sample.split(" ")[0] ?? "") / 1_000_000n));
  async function instantsThere(folder: string): Promise<number[]> {
    const run = folder.slice(folder.lastIndexOf("/") + 1);
    const all = await stored(tenants.read, `{__name__="power_power_w",run="${run}",point="regulator-input"}`);
    return all.flatMap(({ timestamps }) => timestamps).sort((a, b) => a - b);
  }
  const newest = () => [...recordingsIn(out)].sort().at(-1) ?? "";

  test("come with a token, every one", async () => {
    expect(await record(tenants.token)).toMatchObject({ status: 0, stderr: "" });
    const instants = instantsOf(newest());
    expect(instants.length).toBeGreaterThan(100);
    await expect.poll(async () => (await instantsThere(newest())).length, { timeout: 30_000 }).toBe(instants.length);
    expect(await instantsThere(newest())).toEqual(instants);
  });

  test("whose token was revoked wait, and that is said at once; with the new one all of them are there", async () => {
    const before = tenants.token;
    await tenants.change("an0ther-t0ken");
    const { status, stderr } = await record(before);
    expect([status, stderr]).toEqual([0, expect.stringMatching(/refuses: 40[01].*\n {2}-> Give the credentials/)]);
    expect(stderr).not.toContain(before);
    const sent = await joulemark(["send", newest()], withToken(tenants.token));
    expect([sent.status, sent.stderr]).toEqual([0, expect.stringMatching(/has all of/)]);
    const instants = instantsOf(newest());
    await expect.poll(async () => (await instantsThere(newest())).length, { timeout: 30_000 }).toBe(instants.length);
  });

  test("for another tenant are not there, and nobody says they are", async () => {
    const words = ["record", "-q", "--probe", PROBE, "--duration", "0.3", "--out", out];
    const to = tenants.write.replace(/insert\/\d+/, "insert/none");
    const { status, stderr } = await joulemark([...words, "--influx", to], withToken(tenants.token));
    expect(status).toBe(0);
    expect(stderr).toMatch(/has not taken all of the recording/);
  });
});
