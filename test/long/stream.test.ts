import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { rails, Streaming, samplesOf } from "../e2e/stream/streaming.js";
import { ask, createDatabase, influxd } from "../servers/influxd.js";
import { freePort, programs, Server } from "../servers/server.js";

const MINUTES = 10;
/** Until everything is loaded and every buffer has its size. */
const WARM_UP_MINUTES = 2;

const sine = { probe: "simulated", waveform: { type: "sine", meanW: 20, amplitudeW: 10, periodS: 3 } };

describe.skipIf(programs() === undefined)(`${MINUTES} minutes of joulemark stream`, () => {
  it("at 1000 points/s with rotations and outages: memory and descriptors stay, and the database has every sample once", async () => {
    await using server = await Server.start(influxd());
    await createDatabase(server.url, "power");
    const streaming = await Streaming.prepare({
      rate: 100,
      probes: [{ ...sine, rails: rails(10) }],
      sinks: [`influx:${server.url}/power`, `prometheus:${await freePort()}`],
      spool: { segmentMb: 1, mostMb: 100 },
    });
    // as the unit starts it
    await streaming.up({ env: { NODE_OPTIONS: "--max-semi-space-size=1" } });
    const look = () => ({
      megabytes: Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${streaming.pid}/status`, "utf8"))?.[1]) / 1024,
      descriptors: readdirSync(`/proc/${streaming.pid}/fd`).length,
    });
    const looks = [];
    for (let minute = 0; minute < MINUTES; minute++) {
      await sleep(60_000);
      looks.push(look());
      const { megabytes, descriptors } = looks.at(-1) ?? look();
      process.stdout.write(`${minute + 1} min: ${megabytes.toFixed(1)} MB, ${descriptors} descriptors\n`);
      if (minute % 4 === 2) await server.kill();
      else if (minute % 4 === 3) await server.up();
    }
    for (let k = 0; k < 60 && (await streaming.status())?.sinks[0]?.waitingBytes !== 0; k++) await sleep(1000);
    expect((await streaming.down()).status).toBe(0);
    const samples = streaming.segments().reduce((sum, folder) => sum + samplesOf(folder).length, 0);
    const [row] = await ask(server.url, "power", "SELECT COUNT(power_w) FROM power");
    expect(Number(row?.["count"])).toBe(10 * samples);
    const warm = looks.slice(WARM_UP_MINUTES);
    const most = (values: readonly number[]) => Math.max(...values) - Math.min(...values);
    expect((warm.at(-1)?.megabytes ?? 0) - (warm[0]?.megabytes ?? 0)).toBeLessThan(10);
    expect(most(warm.map(({ descriptors }) => descriptors))).toBeLessThan(6);
  });
});
