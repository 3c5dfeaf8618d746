import { readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ask, createDatabase, influxd } from "../servers/influxd.js";
import { programs, Server } from "../servers/server.js";
import { joulemark, measured, recordingsIn, scratch, start } from "./cli.js";

const there = programs() !== undefined;
const PROBE = 'simulated:periodMs=2,noiseSdW=1,seed=7,waveform={"type":"constant","powerW":20}';
const DATABASE = "power";

describe.skipIf(!there)("samples stream to a database", { timeout: 60_000 }, () => {
  let server: Server;
  beforeAll(async () => {
    server = await Server.start(influxd());
    await createDatabase(server.url, DATABASE);
  }, 60_000);
  afterAll(() => server[Symbol.asyncDispose]());
  const address = () => `${server.url}/${DATABASE}`;

  const record = (out: string, seconds: number, to: string) =>
    joulemark(["record", "-q", "-p", PROBE, "--out", out, "--duration", String(seconds)].concat("--influx", to));

  /** What the database has of a run: how many points, distinct instants, and their sum. */
  async function storedOf(run: string): Promise<{ readonly count: number; readonly sum: number }> {
    const [row] = await ask(
      server.url,
      DATABASE,
      `SELECT count(power_w), sum(power_w) FROM power WHERE run = '${run}'`,
    );
    return { count: Number(row?.["count"] ?? 0), sum: Number(row?.["sum"] ?? 0) };
  }

  /** The same of a recording, by way of its export. */
  async function recordedIn(folder: string): Promise<{ readonly count: number; readonly sum: number }> {
    const { stdout } = await joulemark(["export", folder, "--format", "csv", "--to", "-"]);
    const [header = "", ...rows] = stdout.trimEnd().split("\n");
    const column = header.split(",").indexOf("power_w");
    const watts = rows.map((row) => Number(row.split(",")[column]));
    return { count: watts.length, sum: watts.reduce((sum, value) => sum + value, 0) };
  }

  async function expectAllOf(folder: string, run: string): Promise<void> {
    const [stored, recorded] = [await storedOf(run), await recordedIn(folder)];
    expect(recorded.count).toBeGreaterThan(100);
    expect(stored.count).toBe(recorded.count);
    expect(stored.sum).toBeCloseTo(recorded.sum, 6);
  }

  test("all that a run records, its phases, its marks and its result", async () => {
    const out = join(scratch(), "out");
    const mark = "joulemark mark begin load; sleep 0.3; joulemark mark end load";
    const { result, stderr } = await measured(
      ["-q", "-p", PROBE, "--out", out, "--influx", address(), "--warmup", "1"],
      ["sh", "-c", mark.replaceAll("joulemark", `"${process.execPath}" dist/cli.js`)],
      { cwd: process.cwd() },
    );
    expect(stderr).toBe("");
    await expectAllOf(recordingsIn(out)[0] ?? "", result.run.id);
    const phases = await ask(
      server.url,
      DATABASE,
      `SHOW TAG VALUES FROM power WITH KEY = phase WHERE run = '${result.run.id}'`,
    );
    expect(phases.map(({ value }) => value).sort()).toEqual(["command", "warmup"]);
    const marks = await ask(
      server.url,
      DATABASE,
      `SELECT "name", edge FROM run WHERE kind = 'mark' AND run = '${result.run.id}'`,
    );
    expect(marks.filter(({ edge }) => edge === "begin").map((row) => row["name_1"] ?? row["name"])).toHaveLength(2);
  });

  test("what a server that is away did not take is said, kept, and there once it is back", async () => {
    const out = join(scratch(), "out");
    server.pause();
    const run = start(["record", "-q", "-p", PROBE, "--out", out, "--duration", "1", "--influx", address()]);
    const { status, stderr } = await run.ended;
    server.resume();
    expect(status).toBe(0);
    expect(stderr).toContain("has not taken all of the recording");
    const [folder = ""] = recordingsIn(out);
    expect(readdirSync(folder).some((name) => name.startsWith("sent-influx-"))).toBe(true);
  });

  test("a server that hangs is not waited for at the end of a run when Ctrl-C says so", async () => {
    server.pause();
    const out = join(scratch(), "out");
    const { child, ended } = start(["run", "-p", PROBE, "--out", out, "--influx", address(), "--", "true"]);
    const spans: number[] = [];
    child.stderr?.on("data", (text: string) => {
      if (!text.includes("Recording: ")) return;
      spans.push(Date.now());
      child.kill("SIGINT");
    });
    const { status, stderr } = await ended.finally(() => server.resume());
    expect([status, stderr]).toEqual([
      0,
      expect.stringMatching(/not taken all of the recording\n {2}-> Send the rest/),
    ]);
    expect(Date.now() - (spans[0] ?? 0)).toBeLessThan(4000);
  });

  test("a server that refuses says so at once, and the measurement is none the worse", async () => {
    const out = join(scratch(), "out");
    const { status, stderr } = await record(out, 0.5, `${server.url}/missing`);
    expect(status).toBe(0);
    expect(stderr).toMatch(/404 database not found.*\n? *-> .*influx setup/);
    expect(recordingsIn(out)).toHaveLength(1);
  });

  test("a password in the address is refused before anything is measured", async () => {
    const out = join(scratch(), "out");
    const url = address().replace("http://", "http://me:s3cret@");
    const { status, stderr } = await record(out, 1, url);
    expect(status).toBe(120);
    expect(stderr).toContain("JOULEMARK_INFLUX_");
    expect(stderr).not.toContain("s3cret");
    expect(() => recordingsIn(out)).toThrow();
  });
});
