import { readdirSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { openRecording } from "../../../src/recording/reader.js";
import { ask, createDatabase, influxd } from "../../servers/influxd.js";
import { programs, Server } from "../../servers/server.js";
import { rails, Streaming, samplesOf, until } from "./streaming.js";

const sine = { probe: "simulated", waveform: { type: "sine", meanW: 20, amplitudeW: 10, periodS: 3 } };

const pointsIn = async ({ url }: Server): Promise<number> => {
  const [row] = await ask(url, "power", "SELECT COUNT(power_w) FROM power").catch(() => []);
  return Number(row?.["count"] ?? 0);
};

/** Each point of a run as the database has it. */
const stored = (url: string, run: string, rail: string) =>
  ask(url, "power", `SELECT power_w FROM power WHERE run = '${run}' AND rail = '${rail}'`);

async function expectExactly(server: Server, folders: readonly string[]): Promise<void> {
  for (const folder of folders) {
    const { manifest } = openRecording(folder);
    const [rows, samples] = [
      await stored(server.url, manifest.id, manifest.probes[0]?.rails[0]?.id ?? ""),
      samplesOf(folder),
    ];
    expect(rows.length).toBe(samples.length);
    expect(new Set(rows.map(({ time }) => time)).size).toBe(rows.length);
    const sum = (values: readonly number[]) => values.reduce((total, one) => total + one, 0);
    expect(sum(rows.map(({ power_w }) => Number(power_w)))).toBeCloseTo(sum(samples.map(({ value }) => value)), 6);
    const [first, last] = [rows[0], rows.at(-1)].map((row) => BigInt(row?.["time"] ?? 0));
    expect((last ?? 0n) - (first ?? 0n)).toBe((samples.at(-1)?.at ?? 0n) - (samples[0]?.at ?? 0n));
  }
}

describe.skipIf(programs() === undefined)("a stream to a real InfluxDB", () => {
  it("that was killed during an outage loses nothing and sends nothing twice, rotations included", async () => {
    await using server = await Server.start(influxd());
    await createDatabase(server.url, "power");
    const streaming = await Streaming.prepare({
      rate: 50,
      probes: [sine],
      sinks: [`influx:${server.url}/power`],
      spool: { segmentHours: 0.001 },
    });
    await streaming.up();
    await until(async () => (await pointsIn(server)) > 100, "points arrive");
    await server.kill();
    await sleep(5000);
    await streaming.down("SIGKILL");
    const before = streaming.segments().length;
    expect(before).toBeGreaterThan(1);
    await streaming.up();
    await sleep(1000);
    expect(await streaming.status()).toMatchObject({ http: 200, status: "ok" });
    await server.up();
    await until(async () => (await streaming.status())?.sinks[0]?.waitingBytes === 0, "all closed segments are sent");
    const { status, stderr } = await streaming.down();
    expect([status, stderr]).toEqual([
      0,
      expect.stringMatching(/nothing is lost, it is tried again[\s\S]*takes points again/),
    ]);
    const segments = streaming.segments();
    expect(segments.length).toBeGreaterThan(before);
    await expectExactly(server, segments);
  }, 120_000);

  it("sends what came in three seconds as one where it is told to, and through kill -9 nothing twice", async () => {
    await using server = await Server.start(influxd());
    await createDatabase(server.url, "power");
    const sinks = [`influx:${server.url}/power`];
    const streaming = await Streaming.prepare({ rate: 50, probes: [sine], sinks, sendEverySeconds: 3 });
    await streaming.up();
    await until(async () => (await pointsIn(server)) > 0, "points arrive");
    const counts = new Set<number>();
    for (let k = 0; k < 60; k++) {
      counts.add(await pointsIn(server));
      await sleep(100);
    }
    expect(counts.size).toBeLessThanOrEqual(3);
    await streaming.down("SIGKILL");
    await streaming.up();
    await sleep(4000);
    expect((await streaming.down()).status).toBe(0);
    await expectExactly(server, streaming.segments());
  }, 120_000);

  it("that is away longer than the spool has room: it says so, keeps to its limit, keeps what it has, and goes on", async () => {
    await using server = await Server.start(influxd());
    await createDatabase(server.url, "power");
    await server.kill();
    const streaming = await Streaming.prepare({
      rate: 1000,
      probes: [{ ...sine, rails: rails(20) }],
      sinks: [`influx:${server.url}/power`],
      spool: { mostMb: 2, segmentMb: 0.5 },
    });
    await streaming.up();
    await until(async () => (await streaming.status())?.http === 503, "the spool is full");
    await sleep(2000);
    const full = await streaming.status();
    expect(full?.reasons).toMatchObject([{ code: "spool-full", message: expect.stringContaining("limit") }]);
    expect(full?.droppedSamples).toBeGreaterThan(0);
    expect(full?.spool.bytes).toBeLessThan(2.2 * 2 ** 20);
    const kept = streaming.segments();
    await server.up();
    await until(async () => (await streaming.status())?.http === 200, "there is room again");
    await until(async () => (await streaming.status())?.sinks[0]?.waitingBytes === 0, "all is sent");
    const { status } = await streaming.down();
    expect(status).toBe(0);
    const left = streaming.segments();
    await expectExactly(server, left.slice(-1));
    const [first = ""] = kept;
    expect(left).not.toContain(first);
    const [row] = await ask(server.url, "power", "SELECT COUNT(power_w) FROM power WHERE rail = 'R0'");
    expect(Number(row?.["count"])).toBeGreaterThan(samplesOf(left.at(-1) ?? "").length);
    const said = left.flatMap((folder) => openRecording(folder).manifest.findings).map(({ code }) => code);
    expect(said).toContain("spool-full");
  }, 120_000);

  it("that refuses every point for good costs no sample, and /health says so", async () => {
    await using server = await Server.start(influxd());
    await createDatabase(server.url, "power");
    await fetch(`${server.url}/write?db=power`, { method: "POST", body: 'power,rail=R0 power_w="text"' });
    const streaming = await Streaming.prepare({
      rate: 1000,
      probes: [{ ...sine, rails: rails(6) }],
      sinks: [`influx:${server.url}/power`],
      spool: { mostMb: 1, segmentMb: 0.1 },
    });
    await streaming.up();
    await until(() => readdirSync(streaming.spool).some((name) => name.endsWith(".refused.ndjson")), "one is removed");
    const status = await streaming.status();
    expect([status?.http, status?.reasons.map(({ code }) => code), status?.droppedSamples]).toEqual([
      503,
      ["points-refused"],
      0,
    ]);
    await streaming.down();
  }, 120_000);

  it("that may not write stops asking, says so, and goes on after SIGHUP", async () => {
    await using server = await Server.start(influxd({ auth: true }));
    const admin = `Basic ${Buffer.from("admin:secret").toString("base64")}`;
    await ask(server.url, "", "CREATE USER admin WITH PASSWORD 'secret' WITH ALL PRIVILEGES");
    await ask(server.url, "", "CREATE DATABASE power", admin);
    const streaming = await Streaming.prepare({ rate: 20, probes: [sine], sinks: [`influx:${server.url}/power`] });
    const env = { JOULEMARK_INFLUX_USER: "agent", JOULEMARK_INFLUX_PASSWORD: "s3cretive" };
    await streaming.up({ env });
    await until(async () => (await streaming.status())?.http === 503, "it was refused");
    expect((await streaming.status())?.reasons).toMatchObject([{ code: "sink-refuses" }]);
    await ask(server.url, "", "CREATE USER agent WITH PASSWORD 's3cretive'", admin);
    await ask(server.url, "", "GRANT WRITE ON power TO agent", admin);
    streaming.hangUp();
    await until(async () => ((await streaming.status())?.sinks[0]?.sentSamples ?? 0) > 50, "it is sent");
    const { stderr } = await streaming.down();
    expect(stderr).not.toContain("s3cretive");
    const [row] = await ask(server.url, "power", "SELECT COUNT(power_w) FROM power", admin);
    expect(Number(row?.["count"])).toBe(streaming.segments().flatMap((folder) => samplesOf(folder)).length);
  }, 120_000);
});
