import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { HostsResult } from "../../src/core/hosts-result.js";
import type { Result } from "../../src/core/result.js";
import { openRecording } from "../../src/recording/reader.js";
import { ask, createDatabase, influxd } from "../servers/influxd.js";
import { programs, Server } from "../servers/server.js";
import { joulemark, recordingsIn, scratch } from "./cli.js";

const config = `probes:
  - probe: simulated
    waveform: {type: square, lowW: 80, highW: 250, periodS: 0.31}
    rails: [{id: "A, the first", scale: 1}, {id: B, scale: 0.3}]
    totals: [{name: all, parts: ["A, the first", B], scope: board}]
    periodMs: 2
    noiseSdW: 3
    gaps: [{fromS: 0.2, toS: 0.3}]
  - probe: simulated
    kind: energy-counter
    resolution: 0.0001
    counterRangeJ: 20
    counterStartJ: 15
  - probe: simulated
    voltageV: 12.3
    periodMs: 5
    noiseSdW: 1
`;

/** What a recording holds, of each probe by instant: the chunks it came in tell nothing. */
function contents(folder: string) {
  const { manifest, events, ending, samples } = openRecording(folder);
  const columns = manifest.probes.map(({ name }) => {
    const rows: number[][] = [];
    for (const { at, length, columns } of samples(name))
      for (let i = 0; i < length; i++) rows.push([at[i] ?? 0, ...columns.map((column) => column[i] ?? 0)]);
    // an instant at which nothing was read is no row in a database: the gap's event says why
    return rows.filter(([, ...values]) => values.some((value) => !Number.isNaN(value)));
  });
  return { manifest, events, ending, columns };
}

/** A JSON value as its numbers, and everything else: sums of the same samples in other chunks differ in the last bit. */
function apart(value: unknown): { readonly words: string; readonly numbers: readonly number[] } {
  const numbers: number[] = [];
  const words = JSON.stringify(value, (_key, each) => (typeof each === "number" ? numbers.push(each) : each));
  return { words, numbers };
}

describe.skipIf(programs() === undefined)("a recording that a database holds", () => {
  let server: Server;
  let local: string;
  let result: Result;
  const url = () => `${server.url}/power`;

  beforeAll(async () => {
    server = await Server.start(influxd());
    await createDatabase(server.url, "power");
    const folder = scratch();
    writeFileSync(join(folder, "joulemark.yaml"), config);
    const json = join(folder, "result.json");
    const script = "echo begin x > $JOULEMARK_MARKS; sleep 0.5; echo end x > $JOULEMARK_MARKS; sleep 0.3";
    const sink = ["--sink", `influx:${url()}`];
    const ended = await joulemark(
      [
        "run",
        "-q",
        "--name",
        "three",
        ...sink,
        "--out",
        "out",
        "--json",
        json,
        "--idle",
        "0.2",
        "--",
        "sh",
        "-c",
        script,
      ],
      { cwd: folder },
    );
    expect(ended).toMatchObject({ status: 0, stderr: "" });
    [local = ""] = recordingsIn(join(folder, "out"));
    result = JSON.parse(readFileSync(json, "utf8"));
  }, 60_000);
  afterAll(() => server[Symbol.asyncDispose]());

  it("is made again as it was: every number, instant, event and word", async () => {
    const out = scratch();
    const ended = await joulemark(["influx", "fetch", url(), "three", "--out", out]);
    expect(ended).toMatchObject({ status: 0, stderr: "" });
    const folder = ended.stdout.trim();
    expect(recordingsIn(out)).toEqual([folder]);
    expect(contents(folder)).toEqual(contents(local));
  });

  it("gives the same result as where it was made: every joule, coverage and finding", async () => {
    const ended = await joulemark(["report", "--from-influx", url(), "three", "--json", "-"]);
    expect(ended).toMatchObject({ status: 0, stderr: "" });
    const [back, made] = [JSON.parse(ended.stdout), { ...result, run: { ...result.run, recording: null } }].map(apart);
    expect(back?.words).toBe(made?.words);
    for (const [k, value] of (made?.numbers ?? []).entries())
      expect(Math.abs((back?.numbers[k] ?? Number.NaN) - value)).toBeLessThanOrEqual(1e-12 * Math.abs(value));
  });

  it("is listed with its host, start and points", async () => {
    const { stdout } = await joulemark(["influx", "runs", url(), "--json"]);
    const { id } = result.run;
    const rows = await ask(server.url, "power", "SELECT count(u_w) FROM power");
    const counters = contents(local).columns[1]?.length ?? 0;
    expect(JSON.parse(stdout)).toEqual([
      expect.objectContaining({
        run: id,
        id,
        name: "three",
        complete: true,
        points: Number(rows[0]?.["count"]) + counters,
      }),
    ]);
  });

  it("that is not there is an error with what to do", async () => {
    expect(await joulemark(["influx", "fetch", url(), "thre"])).toMatchObject({
      status: 120,
      stderr: expect.stringContaining('did you mean "three"'),
    });
    expect(await joulemark(["report", "--from-influx", `${server.url}/nothing`])).toMatchObject({
      status: 122,
      stderr: expect.stringContaining("joulemark influx setup"),
    });
    expect(await joulemark(["influx", "runs", "http://127.0.0.1:1/power"])).toMatchObject({
      status: 121,
      stderr: expect.stringContaining("ECONNREFUSED"),
    });
  });

  it("is not written over one that is there", async () => {
    const ended = await joulemark(["influx", "fetch", url(), "three", "--out", join(local, "..")]);
    expect(ended).toMatchObject({ status: 123, stderr: expect.stringContaining("it exists already") });
  });

  it.each(["../elsewhere", "/tmp/elsewhere", "..", "", "a/b"])("is never written where the id %j says", async (id) => {
    const { ending: _, crc: __, ...run } = JSON.parse(readFileSync(join(local, "run.json"), "utf8"));
    const json = JSON.stringify(JSON.stringify({ ...run, id }));
    const point = `run,host=evil,kind=manifest,run=evil json=${json} ${Date.now()}000000`;
    await ask(server.url, "", 'CREATE DATABASE "evil"');
    expect((await fetch(`${server.url}/write?db=evil`, { method: "POST", body: point })).status).toBe(204);
    const folder = scratch();
    const fetched = await joulemark(["influx", "fetch", `${server.url}/evil`, "evil", "--out", join(folder, "out")]);
    await ask(server.url, "", 'DROP DATABASE "evil"');
    expect(fetched).toMatchObject({ stdout: "", stderr: expect.stringMatching(/no name of a folder.*\n {2}-> /) });
    expect(readdirSync(folder)).toEqual([]);
  });

  it("is told from another one of the same host under the same id", async () => {
    const folder = scratch();
    const record = () =>
      joulemark([
        "record",
        "-q",
        "-p",
        "simulated",
        "--duration",
        "0.5",
        "--run-id",
        "twice",
        "--influx",
        url(),
        "--out",
        folder,
      ]);
    for (const ended of [await record(), await record()]) expect(ended).toMatchObject({ status: 0 });
    const made = recordingsIn(folder).toSorted((a, b) =>
      openRecording(a).manifest.start < openRecording(b).manifest.start ? -1 : 1,
    );
    const [first = "", last = ""] = made.map((one) => openRecording(one).manifest.id);
    for (const [word, k] of [
      [first, 0],
      [last, 1],
      ["twice", 1],
    ] as const) {
      const ended = await joulemark(["influx", "fetch", url(), word, "--out", scratch()]);
      expect(contents(ended.stdout.trim())).toEqual(contents(made[k] ?? ""));
    }
    const told = ["report", "--from-influx", url(), "--run", "twice"];
    expect((await joulemark(told)).stdout).toContain("Run twice: 1 host");
    const codes = async () => {
      const { stdout } = await joulemark([...told, "--json", "-"]);
      return (JSON.parse(stdout) as HostsResult).quality.findings.map(({ code }) => code);
    };
    expect(await codes()).toContain("run-id-used-again");
    expect(await codes()).not.toContain("events-damaged");
    // an event of the last one is gone wrong
    const [event] = await ask(
      server.url,
      "power",
      "SELECT * FROM run WHERE run = 'twice' AND kind = 'event' ORDER BY time DESC LIMIT 1",
    );
    const { host, time } = event ?? {};
    const body = `run,host=${host},kind=event,run=twice json="{" ${time}`;
    expect((await fetch(`${server.url}/write?db=power`, { method: "POST", body })).status).toBe(204);
    expect(await codes()).toContain("events-damaged");
  });
});
