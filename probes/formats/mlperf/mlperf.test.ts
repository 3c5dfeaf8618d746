import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import mlperf from "./format.js";
import { parseReading, parseStamp } from "./spl.js";

const root = mkdtempSync(join(tmpdir(), "joulemark-mlperf-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));
let count = 0;

const reading = (second: number, watts: string) =>
  `Time,01-02-2023 00:00:${String(second).padStart(2, "0")}.000,Watts,${watts},Volts,1.0,Amps,1.0,PF,1.0,Mark,x`;

const LOG = {
  power_begin: "01-02-2023 00:00:01.500",
  power_end: "01-02-2023 00:00:05.500",
  effective_scenario: "Offline",
  effective_samples_per_query: 100,
  result_query_count: 1,
  result_samples_per_second: 25,
  result_validity: "VALID",
};

interface Given {
  readonly spl?: readonly string[];
  readonly log?: Readonly<Record<string, unknown>>;
  readonly name?: string;
  readonly power?: readonly [client: string, server: string];
}

const STEADY = [1, 2, 3, 4, 5, 6, 7].map((second) => reading(second, "10.0"));

/** A run on disk, imported to its end. */
async function run({ spl = STEADY, log = {}, name = "Offline", power }: Given = {}) {
  const folder = join(root, String(count++), name);
  mkdirSync(join(folder, "run_1"), { recursive: true });
  mkdirSync(join(folder, "power"));
  writeFileSync(join(folder, "run_1", "spl.txt"), spl.map((line) => `${line}\r\n`).join(""));
  const entries = Object.entries({ ...LOG, ...log }).map(
    ([key, value]) => `:::MLLOG ${JSON.stringify({ key, value })}`,
  );
  writeFileSync(join(folder, "run_1", "mlperf_log_detail.txt"), ["not a log line", ...entries, ""].join("\n"));
  for (const [k, text] of (power ?? []).entries())
    writeFileSync(join(folder, "power", k === 0 ? "client.json" : "server.json"), text);
  const imported = await mlperf.read([folder], mlperf.settings.parse({}));
  const watts: number[] = [];
  for await (const { columns } of imported.batches()) watts.push(...(columns[0] ?? []));
  const ending = imported.ending();
  const findings = [...imported.findings, ...ending.findings];
  return { imported, watts, ending, official: ending.facts?.["official"], findings };
}

const phases = (...epochs: readonly number[]) => JSON.stringify({ phases: { testing: epochs.map((at) => [at, 0]) } });

describe("the official metric", () => {
  it("of Offline is the mean of the readings inside the window, and samples per joule", async () => {
    const { official, ending } = await run({ spl: [reading(1, "500.0"), ...STEADY.slice(1, 5), reading(6, "500.0")] });
    expect(official).toMatchObject({ value: 10, unit: "W", samplesPerJoule: 2.5, readings: 4, used: 4 });
    expect(ending).toMatchObject({ from: 500_000_000n, to: 4_500_000_000n });
  });

  it.each([
    ["SingleStream", "SingleStream", 10, 100],
    ["MultiStream", "MultiStream", 10, 800],
    ["multistream", "SingleStream", 80, 100],
  ])("in folder %s of a %s run is energy per query: %d mJ", async (name, scenario, value, samplesPerJoule) => {
    const log = { effective_scenario: scenario, result_query_count: 4000 };
    expect((await run({ name, log })).official).toMatchObject({ value, unit: "mJ/stream", samplesPerJoule });
  });

  it("leaves error values out, and so do the samples, which have gaps there", async () => {
    const spl = [...STEADY.slice(0, 3), reading(4, "-2.0"), ...STEADY.slice(4)];
    const { official, watts, findings } = await run({ spl });
    expect(official).toMatchObject({ value: 10, readings: 4, used: 3 });
    expect(watts).toEqual([10, 10, 10, Number.NaN, 10, 10, 10]);
    expect(findings.find(({ code }) => code === "imported-rows")?.message).toMatch(/^6 of 7 lines.*: 1 not above zero/);
  });

  it("that cannot be is said to be none, never a zero", async () => {
    const { official, findings } = await run({ spl: [reading(50, "10.0"), reading(51, "10.0")] });
    expect(official).toBeUndefined();
    expect(findings).toContainEqual(expect.objectContaining({ code: "official-metric", severity: "invalid" }));
  });
});

describe("the clocks of both machines", () => {
  it("that differ make both edges of the window uncertain by as much", async () => {
    const { ending } = await run({ power: [phases(100, 200, 300), phases(100.25, 200.5, 300.25)] });
    expect(ending.within).toBeCloseTo(0.25, 9);
  });

  it.each([
    [undefined, "degraded", 0.4],
    [["{", phases(1)], "degraded", 0.4],
    [[phases(100), phases(101)], "degraded", 1],
    [[phases(100), phases(100.1)], "note", 0.1],
  ] as const)("%j: %s, both edges within %d s", async (power, severity, within) => {
    const { findings, ending } = await run(power === undefined ? {} : { power });
    expect(findings).toContainEqual(expect.objectContaining({ code: "clock-difference", severity }));
    expect(ending.within).toBeCloseTo(within, 9);
  });
});

describe("messages between both machines", () => {
  const session = (edge: string) => `session,2023-01-02,${edge},testing`;
  const messages = (...list: readonly (readonly [edge: string, came: number, answered: number])[]) =>
    JSON.stringify({
      messages: list.map(([edge, came, answered]) => ({ cmd: session(edge), cmd_time: came, reply_time: answered })),
    });
  const client = messages(["start", 1000, 1000.004], ["stop", 2000, 2000.004]);
  const server = messages(["start", 1000.102, 1000.102], ["stop", 2000.202, 2000.202]);

  it("tell how far the clocks were apart at each edge, by which the window is moved", async () => {
    const { ending, findings, official } = await run({ power: [client, server] });
    expect(Number(ending.from) / 1e9).toBeCloseTo(0.5 + 0.1, 6);
    expect(Number(ending.to) / 1e9).toBeCloseTo(4.5 + 0.2, 6);
    expect(ending.within).toBeCloseTo(0.002, 3);
    expect(findings.find(({ code }) => code === "clock-difference")?.message).toMatch(
      /0\.1000 s \(within 0\.0020 s\) at the beginning and 0\.2000 s \(within 0\.0020 s\) at the end/,
    );
    expect(official).toMatchObject({ readings: 4 });
  });

  it.each([
    ["of another number", messages(["start", 1000.1, 1000.1])],
    ["of other words", messages(["start", 1000.1, 1000.1], ["halt", 2000.1, 2000.1])],
    ["that were answered before they were asked", messages(["start", 1000.1, 1000], ["stop", 2000.1, 2000])],
    ["that are none", "{}"],
  ])("%s tell nothing: the window stays where it was", async (_, other) => {
    const { ending } = await run({ power: [client, other] });
    expect(ending).toMatchObject({ from: 500_000_000n, within: 0.4 });
  });

  it("of clocks that are read in steps still tell, less well", async () => {
    const more = (text: string, far: number) =>
      text.replace("[", `[{"cmd":"time","cmd_time":${1000.1 + far},"reply_time":${1000.104 + far}},`);
    const { ending } = await run({ power: [more(client, 0), more(server, 0.11)] });
    expect(Number(ending.from) / 1e9).toBeCloseTo(0.6, 1);
    expect(ending.within).toBeGreaterThan(0.005);
    expect(ending.within).toBeLessThan(0.02);
  });
});

describe("the clock of one machine", () => {
  const pairs = (...list: readonly (readonly [number, number])[]) => JSON.stringify({ phases: { testing: list } });
  const steady = pairs([1000, 0], [1010, 10], [1610.01, 610]);
  const codes = async (client: string, server: string) =>
    (await run({ power: [client, server] })).findings.filter(({ code }) => code === "clock-step");

  it("that was set between two phases is named, with by how much and where", async () => {
    const set = pairs([1000, 0], [1010, 10], [1609.5, 610]);
    const [finding, ...others] = await codes(steady, set);
    expect(others).toEqual([]);
    expect(finding?.severity).toBe("degraded");
    expect(finding?.message).toMatch(/analyser's machine gained -0\.500 s on itself in the 600 s before phase 3 of 3/);
  });

  it("that is read coarsely, slewed as daemons do, or has no monotonic time is not", async () => {
    expect(await codes(steady, pairs([1000, 0], [1010.015, 10], [1610.03, 610]))).toEqual([]);
    expect(await codes(phases(100, 200), phases(100, 207))).toEqual([]);
  });
});

describe("a run", () => {
  it.each(["power_begin", "power_end", "effective_scenario", "result_query_count"])("without %s is refused", (key) =>
    expect(run({ log: { [key]: null } })).rejects.toMatchObject({
      code: "NO_DATA",
      message: expect.stringContaining(key),
    }),
  );

  it("that its load generator calls invalid is invalid", async () => {
    const { findings } = await run({ log: { result_validity: "INVALID" } });
    expect(findings).toContainEqual(expect.objectContaining({ code: "run-not-valid", severity: "invalid" }));
  });

  it("whose folder is none is refused", () =>
    expect(mlperf.read([root], mlperf.settings.parse({}))).rejects.toMatchObject({ code: "UNAVAILABLE" }));
});

describe("a reading", () => {
  it("of a multichannel meter is the first one, the sum", () => {
    const line = `${reading(1, "664.0")},Ch1,Watts,263.3,Volts,128.39,Amps,3.3,PF,0.6`;
    expect(parseReading(line)?.watts).toBe(664);
  });

  it.each(["", "Time,01-02-2023 00:00:01.000,Watts,12", "Time,x,Watts,1.0,Volts,1.0", reading(1, "inf")])(
    "%j is none",
    (line) => expect(parseReading(line)).toBeUndefined(),
  );

  it("has a time that exists", () => expect(parseStamp("02-30-2023 00:00:00.000")).toBeUndefined());
});

it("any bytes in spl.txt: every line is accounted for, and no power comes from nowhere", async () => {
  const line = fc.oneof(
    fc.string({ unit: "binary", maxLength: 30 }).filter((text) => !/[\r\n]/.test(text) && text !== ""),
    fc.constantFrom(
      "\0\0",
      ...["1e400", "inf", "-0", "-2.0", "", "1", "20.5", "NaN"].map((watts) => reading(5, watts)),
    ),
    fc
      .constantFrom(reading(3, "20.5"), reading(9, "20.5"))
      .chain((text) => fc.nat(60).map((end) => text.slice(0, end + 1))),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(line, { maxLength: 12 }), async (more) => {
      const spl = [...STEADY, ...more];
      const { watts, findings } = await run({ spl });
      const message = findings.find(({ code }) => code === "imported-rows")?.message ?? "";
      const [, used = 0, all] = (/^(\d+) of (\d+) lines/.exec(message) ?? []).map(Number);
      const others = (message.match(/(?<=[:;] )\d+/g) ?? []).reduce((sum, each) => sum + Number(each), 0);
      expect([all, used + others]).toEqual([spl.length, spl.length]);
      expect(watts.filter((each) => each === 10 || each === 20.5 || each === 1)).toHaveLength(used);
    }),
    { numRuns: 100 },
  );
});
