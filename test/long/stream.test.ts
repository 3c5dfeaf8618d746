import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { FLAT } from "../../src/commands/stream/install.js";
import { rails, Streaming, samplesOf } from "../e2e/stream/streaming.js";
import { ask, createDatabase, influxd } from "../servers/influxd.js";
import { freePort, programs, Server } from "../servers/server.js";
import { growthOf } from "./growth.js";

/** How long: STREAM_S says otherwise. */
const STREAM_S = Number(process.env["STREAM_S"] ?? 600);
/** Until everything is loaded and every buffer has its size. */
const WARM_S = STREAM_S / 5;
/** The server is there for so long, and then away for as long as the next says, again and again. */
const WEATHER_S = [180, 60];

const sine = { probe: "simulated", waveform: { type: "sine", meanW: 20, amplitudeW: 10, periodS: 3 } };

describe.skipIf(programs() === undefined)(`${STREAM_S} s of joulemark stream`, () => {
  it(
    "at 1000 points/s with rotations and outages: memory and descriptors stay, and the database has every sample once",
    async () => {
      await using server = await Server.start(influxd());
      await createDatabase(server.url, "power");
      const streaming = await Streaming.prepare({
        rate: 100,
        probes: [{ ...sine, rails: rails(10) }],
        sinks: [`influx:${server.url}/power`, `prometheus:${await freePort()}`],
        spool: { segmentMb: 1, mostMb: 100 },
      });
      // as the unit starts it
      await streaming.up({ env: { NODE_OPTIONS: FLAT } });
      const over = new AbortController();
      const outages = blow(server, over.signal);
      const growth = await growthOf(streaming.pid, STREAM_S, WARM_S);
      over.abort();
      await outages;
      for (let k = 0; k < 60 && (await streaming.status())?.sinks[0]?.waitingBytes !== 0; k++) await sleep(1000);
      expect((await streaming.down()).status).toBe(0);
      const samples = streaming.segments().reduce((sum, folder) => sum + samplesOf(folder).length, 0);
      const [row] = await ask(server.url, "power", "SELECT COUNT(power_w) FROM power");
      expect(Number(row?.["count"])).toBe(10 * samples);
      expect(growth.megabytes).toBeLessThan(10);
      expect(growth.descriptors).toBeLessThan(3);
    },
    (STREAM_S + 240) * 1000,
  );
});

/** Kills the server and starts it again until it is over; it is there then. */
async function blow(server: Server, over: AbortSignal): Promise<void> {
  const last = (seconds: number) => sleep(1000 * seconds, undefined, { signal: over }).catch(() => undefined);
  const [there = 0, away = 0] = WEATHER_S;
  for (;;) {
    await last(there);
    if (over.aborted) return;
    await server.kill();
    await last(away);
    await server.up();
  }
}
