import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hostClock } from "../../src/core/clock.js";
import type { Manifest, RecordedProbe } from "../../src/core/recording.js";
import type { Refused, SamplesPiece, SinkRun } from "../../src/core/sink.js";
import { influx } from "../../src/sinks/influx/sink.js";
import { ask, createDatabase, influxd } from "../servers/influxd.js";
import { programs, Server } from "../servers/server.js";
import { type Weather, Wire } from "../servers/wire.js";

const RAILS = 8;
const INSTANTS = 4000;
const SECOND = 1_000_000_000n;
/** Long ago, so that a server's clock has no say. */
const START = 1_700_000_000n * SECOND;

const rail = (_: unknown, k: number) => ({
  id: `R${k}`,
  point: "regulator-input" as const,
  measures: "power" as const,
  columns: [{ name: `R${k}`, quantity: "power" as const, unit: "W" as const, scale: 1 }],
  period: 0.1,
  window: { kind: "instantaneous" as const },
  uncertainty: [],
});
const probe: RecordedProbe = {
  ...{ name: "board", device: "a board", rails: Array.from({ length: RAILS }, rail), totals: [], settings: {} },
};
const manifest: Manifest = {
  schema: "joulemark/recording/v1",
  id: "r1",
  ...{ command: [], startedAt: "2023-11-14T22:13:20.000Z", start: 0n, version: "0", settings: {}, findings: [] },
  host: { hostname: "h", kernel: "k", arch: "x64", cpu: "c", cpus: 1 },
  probes: [probe],
};

/** A piece of seven posts, of which two are under way at a time. */
const piece = (stepNs: bigint): SamplesPiece => ({
  kind: "samples",
  probe,
  at: BigInt64Array.from({ length: INSTANTS }, (_, i) => BigInt(i) * stepNs),
  columns: probe.rails.map((_, k) => Float64Array.from({ length: INSTANTS }, (_, i) => k + i / INSTANTS)),
  phase: () => "command",
});

let server: Server | undefined;
beforeAll(async () => {
  if (programs() !== undefined) server = await Server.start(influxd());
}, 120_000);
afterAll(() => server?.[Symbol.asyncDispose]());

/** Sends the piece to a database over a wire; answers with what was refused. */
async function sent(url: string, start: bigint, stepNs: bigint): Promise<readonly Refused[]> {
  const opened = await influx.open(url, { env: {}, clock: hostClock, log: () => undefined });
  const run: SinkRun = { id: "r1", manifest, wall: (at) => at + start, uncertainty: () => undefined };
  const sink = opened.begin(run);
  try {
    return await sink.send(piece(stepNs), new AbortController().signal);
  } finally {
    await sink[Symbol.asyncDispose]();
  }
}

/** Number and sum of what a rail has there. */
const rails = (database: string) =>
  ask(server?.url ?? "", database, "SELECT COUNT(power_w) AS n, SUM(power_w) AS sum FROM power GROUP BY rail");

const whole = probe.rails.map((_, k) => INSTANTS * k + (INSTANTS - 1) / 2);

describe.skipIf(programs() === undefined)("posts that are under way together", () => {
  const storms: readonly (readonly [string, Weather])[] = [
    ["cut in the middle", { kind: "cut", afterBytes: 400_000 }],
    ["cut at once", { kind: "cut", afterBytes: 3000 }],
    ["that come late", { kind: "late", ms: 20 }],
    ["into a hole", { kind: "blackhole" }],
    ["answered 503", { kind: "answer", text: "HTTP/1.1 503 U\r\nContent-Length: 0\r\nConnection: close\r\n\r\n" }],
    ["answered 413", { kind: "answer", text: "HTTP/1.1 413 U\r\nContent-Length: 0\r\nConnection: close\r\n\r\n" }],
  ];
  it.each(storms)("%s arrive whole, each point once", async (name, weather) => {
    const database = name.replaceAll(" ", "-");
    await createDatabase(server?.url ?? "", database);
    await using wire = await Wire.start(server?.port ?? 0);
    await wire.set(weather);
    const clears = setTimeout(() => void wire.set({ kind: "clear" }), 1500);
    expect(await sent(`${wire.url}/${database}`, START, SECOND)).toEqual([]);
    clearTimeout(clears);
    const rows = await rails(database);
    expect(rows.map(({ n }) => Number(n))).toEqual(probe.rails.map(() => INSTANTS));
    expect(rows.map(({ sum }) => Number(sum))).toEqual(whole.map((sum) => expect.closeTo(sum, 6)));
  });

  it("of which some points are too old: each of those is refused, once, and the others are there", async () => {
    await createDatabase(server?.url ?? "", "short");
    await ask(
      server?.url ?? "",
      "short",
      'CREATE RETENTION POLICY "day" ON "short" DURATION 24h REPLICATION 1 SHARD DURATION 1h DEFAULT',
    );
    const now = BigInt(Date.now()) * 1_000_000n;
    // a minute's step: 4,000 minutes, of which the last 1,440 are kept
    const step = 60n * SECOND;
    const start = now - BigInt(INSTANTS - 1) * step;
    const refused = await sent(`${server?.url}/short`, start, step);
    const [first] = await rails("short");
    const kept = Number(first?.["n"]);
    // and those of the hour in which that begins
    expect(kept).toBeGreaterThan(1435);
    expect(kept).toBeLessThan(1505);
    // 1.6 takes one of that hour beside newer ones, and refuses it alone: it is there, and among the refused
    expect(refused.length).toBeGreaterThanOrEqual(RAILS * (INSTANTS - kept));
    expect(refused.length).toBeLessThan(RAILS * (INSTANTS - kept + 65));
    expect(new Set(refused.map(({ text }) => text)).size).toBe(refused.length);
    expect(refused[0]?.reason).toMatch(/retention/);
  });
});
