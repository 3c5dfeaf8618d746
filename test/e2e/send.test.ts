import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { recording } from "../servers/befall.js";
import { difference } from "../servers/delivered.js";
import { ask, createDatabase, influxd } from "../servers/influxd.js";
import { programs, Server } from "../servers/server.js";
import { Wire } from "../servers/wire.js";
import { joulemark, recordingsIn, scratch, start } from "./cli.js";

const there = programs() !== undefined;
const PROBE = "simulated:waveform.type=sine,waveform.meanW=20,waveform.amplitudeW=5,waveform.periodS=1,periodMs=5";
let server: Server;
let wire: Wire;
let count = 0;

beforeAll(async () => {
  if (!there) return;
  server = await Server.start(influxd());
  wire = await Wire.start(server.port);
}, 60_000);
afterAll(async () => {
  await wire?.[Symbol.asyncDispose]();
  await server?.[Symbol.asyncDispose]();
});

/** A database of its own, and how it is named through the line with the weather. */
async function database(): Promise<{ readonly name: string; readonly sink: string }> {
  const name = `d${count++}`;
  await createDatabase(server.url, name);
  await wire.set({ kind: "clear" });
  return { name, sink: `influx:${wire.url}/${name}` };
}

const asked = (name: string, query: string) => ask(server.url, name, query);
const record = (out: string, sink: string, seconds: number) =>
  start(["record", "-q", "--probe", PROBE, "--out", out, "--sink", sink, "--duration", String(seconds)]);
const only = (out: string): string => recordingsIn(out)[0] ?? "";
const whole = { lost: 0, doubled: 0 };

describe.skipIf(!there)("a recording that goes to a database", () => {
  it("is there when it ends, every sample once", async () => {
    const { name, sink } = await database();
    const out = join(scratch(), "out");
    const { status, stderr } = await record(out, sink, 2).ended;
    expect([status, stderr]).toEqual([0, expect.not.stringContaining("has not taken")]);
    const seen = await difference(only(out), name, asked);
    expect(seen).toMatchObject(whole);
    expect(seen.recorded).toBeGreaterThan(300);
    const results = await ask(server.url, name, "SELECT energy_j, coverage FROM run WHERE kind = 'result'");
    expect(results).toEqual([expect.objectContaining({ energy_j: expect.stringMatching(/^\d/), coverage: "1" })]);
  });

  it("is asked for once: a sink that is named twice is refused, however it is written", async () => {
    const { sink } = await database();
    const twice = await joulemark(["record", "-q", "--probe", PROBE, "--sink", sink, "--sink", `${sink}/`]);
    expect([twice.status, twice.stderr]).toEqual([120, expect.stringMatching(/is named twice\n {2}-> /)]);
  });

  it("says what a target that is away has not taken; `send` sends it, and says so", async () => {
    const { name, sink } = await database();
    const out = join(scratch(), "out");
    await wire.set({ kind: "down" });
    const { status, stderr } = await record(out, sink, 1).ended;
    expect(status).toBe(0);
    expect(stderr).toMatch(/ECONNREFUSED; nothing is lost/);
    expect(stderr).toMatch(/has not taken all of the recording\n {2}-> .*joulemark send/);
    await wire.set({ kind: "clear" });
    const sent = await joulemark(["send", only(out)]);
    expect([sent.status, sent.stderr]).toEqual([0, expect.stringMatching(/has all of \d+T/)]);
    expect(await difference(only(out), name, asked)).toMatchObject(whole);
    const results = await ask(server.url, name, "SELECT energy_j FROM run WHERE kind = 'result'");
    expect(results).toHaveLength(1);
  });

  it("is sent whole by `send` after kill -9 in the middle, though it has no ending", async () => {
    const { name, sink } = await database();
    const out = join(scratch(), "out");
    const { child, ended } = record(out, sink, 30);
    await recording(out);
    await sleep(1500);
    child.kill("SIGKILL");
    await ended;
    const { status, stderr } = await joulemark(["send", only(out)]);
    expect([status, stderr]).toEqual([0, expect.stringContaining("has all of")]);
    const seen = await difference(only(out), name, asked);
    expect(seen).toMatchObject(whole);
    expect(seen.recorded).toBeGreaterThan(100);
    // there is nothing left to do for it
    expect((await joulemark(["runs", "prune", "--keep", "0", "--out", out, "--dry-run"])).stderr).not.toContain(
      "has been sent",
    );
  });

  it("is sent again from its beginning to a database that was lost while it recorded, without being asked", async () => {
    const { name, sink } = await database();
    const out = join(scratch(), "out");
    const { ended } = record(out, sink, 5);
    await recording(out);
    await sleep(1500);
    await ask(server.url, "", `DROP DATABASE "${name}"`);
    const { status, stderr } = await ended;
    expect(status).toBe(0);
    expect(stderr).toMatch(/database not found.*gone; all of this recording is sent again/);
    await createDatabase(server.url, name);
    expect((await joulemark(["send", only(out)])).status).toBe(0);
    expect(await difference(only(out), name, asked)).toMatchObject(whole);
  });

  it("that was lost after all was sent is sent again: `send` looks", async () => {
    const { name, sink } = await database();
    const out = join(scratch(), "out");
    await record(out, sink, 1).ended;
    await ask(server.url, "", `DROP DATABASE "${name}"`);
    await createDatabase(server.url, name);
    const { status, stderr } = await joulemark(["send", only(out)]);
    expect([status, stderr]).toEqual([0, expect.stringMatching(/has nothing of what it had taken; all .*sent again/)]);
    expect(await difference(only(out), name, asked)).toMatchObject(whole);
    expect((await joulemark(["send", only(out)])).stderr).not.toContain("again");
    // half of it: nobody looks at every point, but who knows can say
    await ask(server.url, name, "DELETE FROM power WHERE time > now() - 1h AND rail = 'power'");
    await joulemark(["send", only(out), "--again"]);
    expect(await difference(only(out), name, asked)).toMatchObject(whole);
  });

  it("is sent again when its database was lost and made anew before it was missed", async () => {
    const { name, sink } = await database();
    const out = join(scratch(), "out");
    const { ended } = record(out, sink, 5);
    await recording(out);
    await sleep(1500);
    await ask(server.url, "", `DROP DATABASE "${name}"`);
    await createDatabase(server.url, name);
    expect((await ended).status).toBe(0);
    expect((await joulemark(["send", only(out)])).status).toBe(0);
    expect(await difference(only(out), name, asked)).toMatchObject(whole);
  });

  it("that is older than the database keeps, as where a clock is wrong, is refused with the reason, and sent when that is mended", async () => {
    const { name, sink } = await database();
    await ask(server.url, "", `ALTER RETENTION POLICY "autogen" ON "${name}" DURATION 1h SHARD DURATION 1h`);
    const out = join(scratch(), "out");
    const csv = join(scratch(), "old.csv");
    writeFileSync(
      csv,
      `t,w\n${Array.from({ length: 500 }, (_, k) => `${1_700_000_000 + k},${100 + (k % 7)}\n`).join("")}`,
    );
    const format = "csv:time=t,timeUnit=s,rails.box.point=wall,rails.box.power=w,rails.box.accuracyPercent=1";
    expect((await joulemark(["import", format, csv, "--out", out, "-q"])).status).toBe(0);
    const old = await joulemark(["send", "--out", out, "--sink", sink]);
    expect([old.status, old.stderr]).toEqual([122, expect.stringMatching(/beyond retention policy.*kept in/)]);
    await ask(server.url, "", `ALTER RETENTION POLICY "autogen" ON "${name}" DURATION INF`);
    const mended = await joulemark(["send", "--out", out, "--again"]);
    expect([mended.status, mended.stderr]).toEqual([0, expect.stringContaining("has all of")]);
    const seen = await difference(only(out), name, asked);
    expect(seen).toEqual({ ...whole, recorded: 500 });
    expect(readdirSync(only(out)).filter((one) => one.endsWith(".refused.ndjson"))).toEqual([]);
  });

  it("loses no good point to bad ones, which are kept with the reason, and the exit status says so", async () => {
    const { name, sink } = await database();
    await fetch(`${server.url}/write?db=${name}`, { method: "POST", body: 'power,rail=power power_w="text"' });
    const out = join(scratch(), "out");
    await joulemark(["record", "-q", "--probe", PROBE, "--out", out, "--duration", "1"]);
    const live = await record(join(scratch(), "live"), sink, 0.5).ended;
    expect([live.status, live.stderr]).toEqual([
      0,
      expect.stringMatching(/has all but \d+ points.*\n {2}-> .*--again/),
    ]);
    const { status, stderr } = await joulemark(["send", only(out), "--sink", sink]);
    expect([status, stderr]).toEqual([122, expect.stringMatching(/all of it but \d+ points.*\n {2}-> .*--again/)]);
    const file = readdirSync(only(out)).find((one) => one.endsWith(".refused.ndjson")) ?? "";
    expect(JSON.parse(readFileSync(join(only(out), file), "utf8").split("\n")[0] ?? "")).toMatchObject({
      text: expect.stringMatching(/^power,.* power_w=/),
      reason: expect.stringContaining("type"),
    });
    const [manifests] = await ask(server.url, name, "SELECT count(json) FROM run WHERE kind = 'manifest'");
    expect(manifests).toMatchObject({ count: "2" });
  });
});

describe("send", () => {
  const recorded = async () => {
    const out = join(scratch(), "out");
    await joulemark(["record", "-q", "--probe", PROBE, "--out", out, "--duration", "0.3"]);
    return out;
  };

  it("says what to name when nothing was ever sent, and when the run is another", async () => {
    const out = await recorded();
    const nowhere = await joulemark(["send", "--out", out]);
    expect([nowhere.status, nowhere.stderr]).toEqual([120, expect.stringMatching(/ever sent.*\n {2}-> Say where/)]);
    const other = await joulemark(["send", "nothing", "--out", out]);
    expect([other.status, other.stderr]).toEqual([120, expect.stringContaining("no recording")]);
  });

  it("gives up a target that is away after --timeout, with a status for scripts", async () => {
    const sink = "influx:http://127.0.0.1:1/d";
    const { status, stderr } = await joulemark(["send", "--out", await recorded(), "--sink", sink, "--timeout", "0.5"]);
    expect([status, stderr]).toEqual([121, expect.stringMatching(/not taken all of it within 0.5 s/)]);
  });

  it("ends at Ctrl-C with 130", async () => {
    const { child, ended } = start(["send", "--out", await recorded(), "--sink", "influx:http://127.0.0.1:1/d"]);
    // without --timeout it would go on for ever, and says so
    child.stderr?.on("data", (text: string) => text.includes("--timeout SECONDS") && child.kill("SIGINT"));
    expect((await ended).status).toBe(130);
  });

  it("refuses a sink that shows what is now, and a run id that no tag could hold", async () => {
    const out = await recorded();
    const now = await joulemark(["send", "--out", out, "--sink", "prometheus:0"]);
    expect([now.status, now.stderr]).toEqual([
      120,
      expect.stringMatching(/prometheus shows what is measured now.*\n {2}-> /),
    ]);
    const id = await joulemark(["send", "--out", out, "--sink", "influx:http://h/d", "--run-id", "a\\"]);
    expect([id.status, id.stderr]).toEqual([120, expect.stringContaining("--run-id")]);
  });

  it("refuses a recording that is still being made", async () => {
    const out = join(scratch(), "out");
    const { child, ended } = start(["record", "-q", "--probe", PROBE, "--out", out, "--duration", "20"]);
    const begun = () => existsSync(out) && readdirSync(out).some((name) => existsSync(join(out, name, "run.json")));
    while (!begun() && child.exitCode === null) await sleep(50);
    const { status, stderr } = await joulemark(["send", "--out", out, "--sink", "influx:http://127.0.0.1:1/d"]);
    child.kill("SIGINT");
    await ended;
    expect([status, stderr]).toEqual([121, expect.stringContaining(`still being recorded, by process ${child.pid}`)]);
  });
});
