import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { start } from "../e2e/cli.js";
import { difference } from "../servers/delivered.js";
import { ask, createDatabase, influxd } from "../servers/influxd.js";
import { programs, Server } from "../servers/server.js";
import { growthOf } from "./growth.js";

/** How long: SOAK_S says otherwise. An hour of a service shows in ten minutes what grows with every point. */
const SOAK_S = Number(process.env["SOAK_S"] ?? 600);
const WARM_S = Math.min(120, SOAK_S / 4);
const MOST_GROWTH_MB = 10;
const PROBE = "simulated:waveform.type=sine,waveform.meanW=20,waveform.amplitudeW=5,waveform.periodS=1,periodMs=1";

it.skipIf(programs() === undefined)(
  `${SOAK_S} s at 1,000 points/s to a database: memory and descriptors stay, and all of it is there`,
  async () => {
    await using server = await Server.start(influxd());
    await createDatabase(server.url, "soak");
    const out = mkdtempSync(join(tmpdir(), "joulemark-long-"));
    const where = ["--out", out, "--sink", `influx:${server.url}/soak`];
    const { child, ended } = start(["record", "-q", "--probe", PROBE, "--duration", String(SOAK_S), ...where]);
    const growth = await growthOf(child.pid ?? 0, SOAK_S - 10, WARM_S);
    const { status, stderr } = await ended;
    expect([status, stderr]).toEqual([0, expect.not.stringContaining("has not taken")]);
    expect(growth.megabytes).toBeLessThan(MOST_GROWTH_MB);
    expect(growth.descriptors).toBeLessThanOrEqual(0);
    const folder = join(out, readdirSync(out)[0] ?? "");
    const found = await difference(folder, "soak", (name, query) => ask(server.url, name, query));
    expect(found).toMatchObject({ lost: 0, doubled: 0 });
    expect(found.recorded).toBeGreaterThan(SOAK_S * 900);
    rmSync(out, { recursive: true, force: true });
  },
  (SOAK_S + 120) * 1000,
);
