import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Result } from "../../../src/core/result.js";
import { resultSchema } from "../../../src/core/result-schema.js";
import { openRecording } from "../../../src/recording/reader.js";
import { joulemark, recordingsIn } from "../cli.js";
import { bench, codes, fakeRunner, inference } from "./bench.js";

describe("one cell", () => {
  test("the result is of whole windows after the warm-up: images, rate, power, efficiency", async () => {
    const benched = await bench(fakeRunner("ok"));
    expect([benched.status, resultSchema.safeParse(benched.result).error]).toEqual([0, undefined]);
    const { work, durationS, totals, rails } = inference(benched);
    expect(totals).toEqual([]);
    expect([work?.count, work?.unit, work?.windows?.count]).toEqual([40, "img", 8]);
    expect(work?.rate.value).toBeCloseTo(40 / durationS, 6);
    expect(work?.rate.U95).toBeGreaterThan(0);
    expect(rails[0]?.meanPowerW?.value).toBeCloseTo(20, 6);
    expect(work?.efficiency[0]?.value).toBeCloseTo(40 / (20 * durationS), 6);
    expect(work?.efficiency[0]?.unit).toBe("img/s/W");
    expect(benched.stderr).toMatch(/J\/img/);
  });

  test("the recording alone gives the same result again, with what the runner said of itself", async () => {
    const benched = await bench(fakeRunner("ok"));
    const [recording = ""] = recordingsIn(benched.out);
    const again = await joulemark(["report", recording, "--json", "-"]);
    const result = JSON.parse(again.stdout) as Result;
    expect(result.windows).toEqual(benched.result?.windows);
    const hello = { backend: "fake", version: "1.2", weightsHash: "0123456789abcdef", params: 10, macs: 20 };
    expect(result.run.load).toMatchObject({ ...hello, batch: 5, layers: [{ implementation: "by hand" }] });
    const events = readFileSync(join(recording, "events.ndjson"), "utf8");
    expect(events.match(/"load-window"/g)).toHaveLength(8);
  });

  test("its windows lie on our timeline, where the runner's own clock had them, to a microsecond", async () => {
    const benched = await bench(fakeRunner("ok"));
    const { events, executions } = openRecording(recordingsIn(benched.out)[0] ?? "");
    const windows = events.flatMap((event) => (event.type === "load-window" ? [event] : []));
    const [execution] = executions;
    const [first] = windows;
    const last = windows.at(-1);
    const { fromNs, toNs, fromWithinS, toWithinS } = inference(benched);
    expect([BigInt(fromNs), BigInt(toNs)]).toEqual([first?.from, last?.to]);
    expect([fromWithinS, toWithinS]).toEqual([1e-6, 1e-6]);
    for (const { from, to } of windows) {
      expect(from).toBeGreaterThanOrEqual(execution?.from ?? to);
      expect(to).toBeLessThanOrEqual(execution?.to ?? 0n);
    }
  });

  test("one whose clock is another's makes no window, and says so", async () => {
    const benched = await bench(fakeRunner("elsewhere"));
    expect(codes(benched)).toContain("mark-outside");
    expect(benched.result?.windows.map(({ name }) => name)).toEqual(["command"]);
    expect(benched.result?.quality.verdict).not.toBe("good");
  });

  test("repeats start it again and give statistics over the runs", async () => {
    const benched = await bench(fakeRunner("ok"), ["--repeat", "3", "--idle", "0.2"]);
    expect(benched.result?.runs).toHaveLength(3);
    const rate = benched.result?.statistics?.find(({ what }) => what === "rate");
    expect([rate?.runs, rate?.unit]).toEqual([3, "img/s"]);
    expect(inference(benched).dynamic?.[0]?.idlePowerW.value).toBeCloseTo(20, 6);
  });

  test("latency is that of a pass", async () => {
    expect(inference(await bench(fakeRunner("latency"))).work?.latencyMs).toEqual({ median: 40, p95: 41, p99: 42 });
  });

  test("--json - leaves standard output to the result, whatever libraries print", async () => {
    const env = { JOULEMARK_RUNNER: fakeRunner("chatter") };
    const args = ["bench", "--network", "net", "--backend", "fake", "--probe", "simulated", "--json", "-"];
    const { stdout, stderr } = await joulemark(args, { env });
    expect(JSON.parse(stdout).schema).toBe("joulemark/result/v1");
    expect(stderr).toContain("said on stdout");
    expect(stderr).toContain("said on stderr");
    expect(stderr).not.toContain("kept back");
  });

  test("without an instrument the rate is given, and that its power is an estimate", async () => {
    const env = { JOULEMARK_RUNNER: fakeRunner("ok") };
    const args = ["bench", "--network", "net", "--backend", "fake", "--probe", "cpu-model", "--json", "-"];
    const { stdout, stderr, status } = await joulemark(args, { env });
    expect([status, stderr.includes("ESTIMATE")]).toEqual([0, true]);
    const result = JSON.parse(stdout) as Result;
    const window = result.windows.find(({ name }) => name === "inference");
    expect(window?.work?.rate.value).toBeGreaterThan(0);
    expect(window?.rails.every(({ estimate }) => estimate)).toBe(true);
  });
});

describe("what a reader has to know", () => {
  test.each([
    ["zeros", "falsifying-input"],
    ["starved", "load-starved"],
    ["overhead", "load-overhead"],
    ["noted", "load-note"],
    ["garbage", "load-unreadable"],
    ["huge", "load-unreadable"],
  ])("%s: %s, and the numbers of all windows", async (mode, code) => {
    const benched = await bench(fakeRunner(mode));
    expect(codes(benched)).toContain(code);
    expect([benched.status, inference(benched).work?.count]).toEqual([0, 40]);
  });

  test("a load that computes on a device is not short of processor time; one without faults has no finding", async () => {
    expect(codes(await bench(fakeRunner("device")))).not.toContain("load-starved");
    expect(codes(await bench(fakeRunner("verified"))).filter((code) => code.startsWith("load"))).toEqual([]);
  });

  test("a graph that was refused and what was done otherwise are named", async () => {
    const { stderr } = await bench(fakeRunner("noted"));
    expect(stderr).toContain("fc by hand");
    expect(stderr).toContain("no graph here");
  });
});

describe("a runner that does not come to its end", () => {
  test.each([
    ["dies", "SIGKILL"],
    ["error", "the device went away (device-lost)"],
    ["cut", "ended with status 1"],
    ["closes", "before it was done"],
    ["bad-window", "its event window has a wrong images"],
  ])("%s: the numbers until then are invalid, the reason is said, 121", async (mode, why) => {
    const benched = await bench(fakeRunner(mode));
    expect(benched.status).toBe(121);
    expect(benched.stderr).toContain(why);
    expect(codes(benched)).toContain("load-failed");
    expect([benched.result?.quality.verdict, inference(benched).work?.count]).toEqual(["invalid", 15]);
  });

  test.each([
    ["fails-late", "ended with status 3 after it said that it was done"],
    ["crashes-late", "was ended by SIGSEGV after it said that it was done"],
  ])("%s: a bad end after the last event is no good end, 121", async (mode, why) => {
    const benched = await bench(fakeRunner(mode));
    expect([benched.status, benched.stderr.includes(why)]).toEqual([121, true]);
    expect([benched.result?.quality.verdict, codes(benched).includes("load-failed")]).toEqual(["invalid", true]);
  });

  test("stopped by somebody else: the numbers until then are invalid, 121", async () => {
    const benched = await bench(fakeRunner("stopped"));
    expect([benched.status, benched.stderr.includes("by somebody else")]).toEqual([121, true]);
    expect([benched.result?.quality.verdict, codes(benched).includes("load-failed")]).toEqual(["invalid", true]);
    expect(benched.result?.run.exit.code).toBeNull();
  });

  test("a repeat that fails ends the repeats, and no statistic stands for them", async () => {
    const benched = await bench(fakeRunner("dies"), ["--repeat", "3"]);
    expect([benched.status, benched.result?.runs, benched.result?.statistics]).toEqual([121, undefined, undefined]);
    expect(codes(benched)).toContain("repeats-incomplete");
  });

  test.each([
    ["refused", 121, "the device went away (device-lost)\n  -> Plug it in"],
    ["unverified", 121, "(verify-failed)"],
    ["silent", 121, "ended with status 3"],
    ["version", 121, "version 2 of the protocol"],
    ["field", 121, "its event ready has a wrong batch"],
  ])("%s, before anything is measured: no result, no recording, %i and why, once", async (mode, status, why) => {
    const benched = await bench(fakeRunner(mode));
    expect([benched.status, benched.result, existsSync(benched.out)]).toEqual([status, undefined, false]);
    expect(benched.stderr).toContain(why);
    expect(benched.stderr.match(/the device went away/g) ?? []).toHaveLength(why.includes(")") ? 1 : 0);
  });
});

describe("a runner that cannot be had", () => {
  test("is named, with how to build it", async () => {
    const benched = await bench("/nowhere/joulemark-runner");
    expect([benched.status, benched.result]).toEqual([121, undefined]);
    expect(benched.stderr).toMatch(/nowhere.*\n.*npm run build:runner/);
  });

  test("because it is no program of this machine", async () => {
    const file = fakeRunner("ok");
    const { writeFileSync } = await import("node:fs");
    writeFileSync(file, "\u007fELF but not really");
    const benched = await bench(file);
    expect([benched.status, benched.stderr.includes("npm run build:runner")]).toEqual([121, true]);
  });
});

describe("words", () => {
  test.each([[["bench"]], [["bench", "--network", "net"]], [["bench", "--network", "", "--backend", "fake"]]])(
    "%j is refused before anything runs",
    async (args) => {
      const { status, stderr } = await joulemark(args, { env: { JOULEMARK_RUNNER: fakeRunner("ok") } });
      expect([status, stderr.includes("  -> ")]).toEqual([120, true]);
    },
  );

  test("options reach the runner as they were given", async () => {
    const { result, out } = await bench(fakeRunner("ok"), ["--batch", "5", "--duration", "2.5", "--verify"]);
    const command = "--network net --backend fake --batch 5 --verify --duration-ms 2500 --warmup-ms 1000";
    expect(result?.run.command.slice(2).join(" ")).toBe(command);
    expect(readdirSync(out)).toHaveLength(1);
  });
});
