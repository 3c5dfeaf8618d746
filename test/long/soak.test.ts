import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { start } from "../e2e/cli.js";
import { difference } from "../servers/delivered.js";
import { ask, createDatabase, influxd } from "../servers/influxd.js";
import { programs, Server } from "../servers/server.js";

/** How long: SOAK_S says otherwise. An hour of a service shows in ten minutes what grows with every point. */
const SOAK_S = Number(process.env["SOAK_S"] ?? 600);
const WARM_S = Math.min(120, SOAK_S / 4);
const LOOK_S = 5;
const MOST_GROWTH_MB = 10;
const PROBE = "simulated:waveform.type=sine,waveform.meanW=20,waveform.amplitudeW=5,waveform.periodS=1,periodMs=1";

interface Look {
  readonly atS: number;
  readonly megabytes: number;
  readonly descriptors: number;
}

function look(pid: number, atS: number): Look {
  const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  return { atS, megabytes: Number(kilobytes) / 1024, descriptors: readdirSync(`/proc/${pid}/fd`).length };
}

/** Memory goes up and down with the collections: what stays is what the lowest of a while shows. */
const least = (looks: readonly Look[]) => Math.min(...looks.map(({ megabytes }) => megabytes));
const mostOpen = (looks: readonly Look[]) => Math.max(...looks.map(({ descriptors }) => descriptors));

it.skipIf(programs() === undefined)(
  `${SOAK_S} s at 1,000 points/s to a database: memory and descriptors stay, and all of it is there`,
  async () => {
    await using server = await Server.start(influxd());
    await createDatabase(server.url, "soak");
    const out = mkdtempSync(join(tmpdir(), "joulemark-long-"));
    const where = ["--out", out, "--sink", `influx:${server.url}/soak`];
    const { child, ended } = start(["record", "-q", "--probe", PROBE, "--duration", String(SOAK_S), ...where]);
    const looks: Look[] = [];
    for (let atS = LOOK_S; atS < SOAK_S - LOOK_S; atS += LOOK_S) {
      await sleep(LOOK_S * 1000);
      looks.push(look(child.pid ?? 0, atS));
    }
    const { status, stderr } = await ended;
    const warm = looks.filter(({ atS }) => atS >= WARM_S);
    const quarter = Math.ceil(warm.length / 4);
    const [early, late] = [warm.slice(0, quarter), warm.slice(-quarter)];
    const minutes = looks.filter((_, k) => k % (30 / LOOK_S) === 0);
    for (const { atS, megabytes, descriptors } of minutes)
      process.stdout.write(`${String(atS).padStart(5)} s  ${megabytes.toFixed(1)} MB  ${descriptors} descriptors\n`);
    process.stdout.write(`least, of early and late: ${least(early).toFixed(1)} and ${least(late).toFixed(1)} MB\n`);
    expect([status, stderr]).toEqual([0, expect.not.stringContaining("has not taken")]);
    expect(least(late) - least(early)).toBeLessThan(MOST_GROWTH_MB);
    expect(mostOpen(late)).toBeLessThanOrEqual(mostOpen(early));
    const folder = join(out, readdirSync(out)[0] ?? "");
    const found = await difference(folder, "soak", (name, query) => ask(server.url, name, query));
    expect(found).toMatchObject({ lost: 0, doubled: 0 });
    expect(found.recorded).toBeGreaterThan(SOAK_S * 900);
    rmSync(out, { recursive: true, force: true });
  },
  (SOAK_S + 120) * 1000,
);
