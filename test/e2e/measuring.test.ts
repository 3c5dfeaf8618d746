import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Figure, RailResult, Result, WindowResult } from "../../src/core/result.js";
import { resultSchema } from "../../src/core/result-schema.js";
import { joulemark, measured, scratch } from "./cli.js";

const CONSTANT = ["-q", "--probe", "simulated:waveform.type=constant,waveform.powerW=20"];
const codes = (result: Result) => result.quality.findings.map(({ code }) => code);
const windowOf = (result: Result, name: string): WindowResult => {
  const window = result.windows.find((one) => one.name === name);
  if (window === undefined) throw new Error(`no window ${name} in ${result.windows.map((one) => one.name)}`);
  return window;
};
const railOf = (window: WindowResult, id?: string): RailResult => {
  const rail = id === undefined ? window.rails[0] : window.rails.find(({ rail: name }) => name === id);
  if (rail === undefined) throw new Error(`no rail ${id} in ${window.rails.map(({ rail: name }) => name)}`);
  return rail;
};

/** A tree with a chip of power inputs, below which the built program finds it. */
function chip(inputs: Readonly<Record<string, string>>): { readonly root: string; readonly folder: string } {
  const root = scratch();
  const folder = join(root, "sys/class/hwmon/hwmon0");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "name"), "somechip\n");
  for (const [file, content] of Object.entries(inputs)) writeFileSync(join(folder, file), content);
  return { root, folder };
}

describe("known answers", () => {
  test("a constant 20 W is 20 J a second, at a stated point, and the result is what the schema says", async () => {
    const { result } = await measured(CONSTANT, ["sleep", "0.5"]);
    expect(resultSchema.safeParse(result).error).toBeUndefined();
    const window = windowOf(result, "command");
    const rail = railOf(window);
    expect(rail.meanPowerW?.value).toBeCloseTo(20, 9);
    expect(rail.energyJ?.value).toBeCloseTo(20 * window.durationS, 6);
    expect(rail.coverage).toBeGreaterThan(0.95);
    expect(window.durationS).toBeGreaterThan(0.5);
    expect(window.durationS).toBeLessThan(1);
  });

  test("files read by the sampling thread: the power in them, times the time", async () => {
    const { root } = chip({ power1_input: "12500000\n", power1_label: "board\n" });
    const { result } = await measured(["-q", "--sysroot", root, "--probe", "hwmon", "--rate", "20"], ["sleep", "1.2"]);
    const window = windowOf(result, "command");
    expect(railOf(window).meanPowerW?.value).toBeCloseTo(12.5, 9);
    expect(railOf(window).energyJ?.value).toBeCloseTo(12.5 * window.durationS, 6);
    expect(railOf(window).samples).toBeGreaterThan(12);
    expect(result.self?.latenessMicros?.p99).toBeGreaterThan(0);
  });

  test("work over energy is the efficiency, with the energy's relative uncertainty", async () => {
    const { result } = await measured([...CONSTANT, "--work", "1000", "--unit", "img"], ["sleep", "0.4"]);
    const { work, durationS, rails } = windowOf(result, "command");
    expect(work?.rate.value).toBeCloseTo(1000 / durationS, 6);
    const [efficiency] = work?.efficiency ?? [];
    expect(efficiency?.value).toBeCloseTo(1000 / (20 * durationS), 6);
    expect(efficiency?.unit).toBe("img/s/W");
    const energy = rails[0]?.energyJ;
    // One rectangular edge dominates so short a window: then u is that of the draws, which is the same to 1 %.
    const relative = (figure: Figure | null | undefined) => (figure?.u ?? 0) / (figure?.value ?? 1);
    expect(relative(efficiency) / relative(energy)).toBeCloseTo(1, 1);
  });

  test("work is read from the output, which still comes through", async () => {
    const { result, stdout } = await measured(
      [...CONSTANT, "--work-regex", "processed (\\d+) images", "--unit", "img"],
      ["sh", "-c", "echo processed 10 images; sleep 0.2; echo processed 32 images >&2"],
    );
    expect(windowOf(result, "command").work?.count).toBe(32);
    expect(stdout).toBe("processed 10 images\n");
  });
});

describe("repeats, idle, warm-up", () => {
  test("repeats give runs and statistics over run means; warm-ups do not count", async () => {
    const { result } = await measured(
      [...CONSTANT, "--repeat", "3", "--warmup", "1", "--cooldown", "0.1", "--work", "5", "--unit", "img"],
      ["sleep", "0.2"],
    );
    expect(result.runs?.length).toBe(3);
    const mean = result.statistics?.find(({ what }) => what === "meanPowerW");
    expect(mean?.runs).toBe(3);
    expect(mean?.mean).toBeCloseTo(20, 6);
    expect(result.statistics?.some(({ what }) => what === "efficiency")).toBe(true);
  });

  test("an idle baseline gives the energy above it", async () => {
    const { result } = await measured([...CONSTANT, "--idle", "0.3"], ["sleep", "0.3"]);
    const [dynamic] = windowOf(result, "command").dynamic ?? [];
    expect(dynamic?.idlePowerW.value).toBeCloseTo(20, 6);
    expect(dynamic?.dynamicEnergyJ.value).toBeCloseTo(0, 6);
    expect(dynamic?.idleShare).toBeCloseTo(1, 6);
  });
});

describe("marks", () => {
  test("lines into $JOULEMARK_MARKS and `joulemark mark` make windows, nested ones too", async () => {
    const script = [
      'echo "begin outer" > $JOULEMARK_MARKS',
      "sleep 0.1",
      `${process.execPath} ${join(process.cwd(), "dist/cli.js")} mark begin inner`,
      "sleep 0.3",
      `${process.execPath} ${join(process.cwd(), "dist/cli.js")} mark end inner`,
      'echo "end outer" > $JOULEMARK_MARKS',
    ].join("; ");
    const { result } = await measured(CONSTANT, ["sh", "-c", script]);
    const outer = windowOf(result, "outer");
    const inner = windowOf(result, "inner");
    expect(BigInt(outer.fromNs)).toBeLessThan(BigInt(inner.fromNs));
    expect(BigInt(inner.toNs)).toBeLessThanOrEqual(BigInt(outer.toNs));
    expect(inner.durationS).toBeGreaterThan(0.3);
    expect(railOf(inner).energyJ?.value).toBeCloseTo(20 * inner.durationS, 6);
  });

  test("the output can mark phases", async () => {
    const { result } = await measured(
      [...CONSTANT, "--mark-regex", "start (?<begin>\\w+)|done (?<end>\\w+)"],
      ["sh", "-c", "echo start load; sleep 0.3; echo done load"],
    );
    expect(windowOf(result, "load").durationS).toBeGreaterThan(0.2);
  });

  test("a phase that is begun and never ended is closed and said", async () => {
    const { result } = await measured(CONSTANT, ["sh", "-c", "echo begin open > $JOULEMARK_MARKS; sleep 0.3"]);
    expect(codes(result)).toContain("mark-unbalanced");
  });

  test("outside of a run there is nothing to mark", async () => {
    const { status, stderr } = await joulemark(["mark", "begin", "x"], { env: { JOULEMARK_MARKS: "" } });
    expect(status).toBe(120);
    expect(stderr).toContain("joulemark run");
  });
});

describe("what is missing is never a quiet number", () => {
  test("an instrument that dies leaves the command alone, and no energy without bounds", async () => {
    const { result, status, stdout } = await measured(
      ["-q", "--probe", "simulated:waveform.type=constant,waveform.powerW=20,dieAfterS=0.3"],
      ["sh", "-c", "sleep 1; echo still here"],
    );
    expect([status, stdout]).toEqual([0, "still here\n"]);
    const rail = railOf(windowOf(result, "command"));
    expect(rail.energyJ).toBeNull();
    expect(rail.coverage).toBeLessThan(0.5);
    expect(result.quality.verdict).not.toBe("good");
    expect(codes(result)).toEqual(expect.arrayContaining(["probe-died", "coverage-low"]));
  });

  test("a file that goes away in the middle is a gap with its reason", async () => {
    const { root, folder } = chip({ power1_input: "5000000\n", power2_input: "7000000\n" });
    const { result } = await measured(
      ["-q", "--sysroot", root, "--probe", "hwmon", "--rate", "20"],
      ["sh", "-c", `sleep 0.8; echo gone > ${join(folder, "power1_input")}; sleep 1.2`],
    );
    const window = windowOf(result, "command");
    const [gone, whole] = window.rails;
    expect(gone?.energyJ).toBeNull();
    expect(gone?.energyIntervalJ?.low).toBeGreaterThan(1);
    expect(whole?.meanPowerW?.value).toBeCloseTo(7, 6);
    expect(JSON.stringify(result.quality.findings)).toContain("unreadable");
  });

  test("a number that the instrument cannot show is a gap, and a counter that stands still counts nothing", async () => {
    const root = scratch();
    const zone = join(root, "sys/class/powercap/intel-rapl:0");
    mkdirSync(zone, { recursive: true });
    for (const [file, text] of [
      ["name", "package-0"],
      ["energy_uj", "123456"],
      ["max_energy_range_uj", "262143328850"],
    ])
      writeFileSync(join(zone, file ?? ""), `${text}\n`);
    const stuck = await measured(["-q", "--sysroot", root, "--probe", "rapl"], ["sleep", "0.5"]);
    expect(railOf(windowOf(stuck.result, "command")).energyJ).toBeNull();
    expect(codes(stuck.result)).toContain("stuck-counter");
    expect(stuck.result.quality.verdict).toBe("invalid");
    const negative = ["sh", "-c", `echo -5 > ${join(zone, "energy_uj")}; sleep 0.6`];
    const below = await measured(["-q", "--sysroot", root, "--probe", "rapl"], negative);
    expect(JSON.stringify(below.result.quality.findings)).toContain("out-of-range");
    expect(below.result.quality.verdict).toBe("invalid");
  });

  test("a window too short for the instrument is said", async () => {
    const { result } = await measured(["-q", "--probe", "simulated:periodMs=500"], ["true"]);
    expect(railOf(windowOf(result, "command")).energyJ).toBeNull();
    expect(codes(result).some((code) => ["window-too-short", "no-samples", "coverage-low"].includes(code))).toBe(true);
    expect(result.quality.verdict).not.toBe("good");
  });

  test("without any sensor: an estimate, shouted", async () => {
    const root = scratch();
    mkdirSync(join(root, "proc"));
    writeFileSync(join(root, "proc/stat"), readFileSync("/proc/stat"));
    const { result, stderr } = await measured(["--sysroot", root], ["sleep", "0.5"]);
    expect(stderr).toContain("ESTIMATE");
    expect(result.windows[0]?.rails.every(({ estimate, point }) => estimate && point === "estimate")).toBe(true);
    expect(codes(result)).toContain("estimate-only");
    expect(result.quality.verdict).not.toBe("good");
    for (const format of ["--csv", "--markdown"]) {
      const { stdout } = await joulemark(["report", format, "-"]);
      expect(stdout).toContain("ESTIMATE");
    }
  });

  test("a folder that cannot be written is said before the command runs", async () => {
    const file = join(scratch(), "a-file");
    writeFileSync(file, "");
    const ran = join(scratch(), "ran");
    const { status, stderr } = await joulemark(["run", ...CONSTANT, "--out", file, "--", "touch", ran]);
    expect(status).toBe(123);
    expect(stderr).toContain("a-file");
    expect(() => rmSync(ran)).toThrow();
  });
});
