import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Result } from "../../src/core/result.js";
import { joulemark, scratch } from "./cli.js";

const CSV = "csv:time=t,timeUnit=s,rails.box.point=wall,rails.box.power=w,rails.box.accuracyPercent=1";

describe("import", () => {
  test("of a table is a recording with its energy, point and uncertainty, and can be reported again", async () => {
    const folder = scratch();
    const file = join(folder, "meter.csv");
    const rows = Array.from({ length: 601 }, (_, k) => `${1_700_000_000 + k / 10},${100 + (k % 2)}\n`);
    writeFileSync(file, `t,w\n${rows.join("")}`);
    const imported = await joulemark(["import", CSV, file, "--out", folder, "--name", "meter", "--json", "-"]);
    expect(imported).toMatchObject({ status: 0 });
    const result: Result = JSON.parse(imported.stdout);
    const rail = result.windows[0]?.rails[0];
    expect(result.run.startedAt).toBe("2023-11-14T22:13:20.000Z");
    expect(rail).toMatchObject({ probe: "csv", rail: "box", point: "wall", samples: 601, coverage: 1 });
    expect(rail?.energyJ?.value).toBeCloseTo(6030, 0);
    // Nothing but the rectangular 1 %: 95 % of its width.
    expect((rail?.energyJ?.U95 ?? 0) / 60.3).toBeCloseTo(0.95, 2);
    expect(result.quality.findings.map(({ code }) => code)).toContain("imported");
    expect(imported.stderr).toMatch(/^meter\n60.00 s\n/);
    const again = await joulemark(["report", "meter", "--out", folder, "--json", "-"]);
    expect(JSON.parse(again.stdout).windows).toEqual(result.windows);
  });

  test("of a GPU log has its conditions in the table, the JSON and the export", async () => {
    const folder = scratch();
    const file = join(folder, "log.csv");
    const rows = Array.from({ length: 600 }, (_, k) => {
      const second = `${String(Math.floor(k / 10)).padStart(2, "0")}.${k % 10}00`;
      return `2026/01/01 10:00:${second}, GPU-7, ${200 + (k % 3)}.50 W, ${k < 300 ? 1400 : 1600} MHz\n`;
    });
    writeFileSync(file, `timestamp, uuid, power.draw [W], clocks.current.sm [MHz]\n${rows.join("")}`);
    const imported = await joulemark(["import", "nvidia-smi", file, "--out", folder, "--name", "card", "--json", "-"]);
    const result: Result = JSON.parse(imported.stdout);
    expect(result.windows[0]?.rails[0]?.meanPowerW?.value).toBeCloseTo(201.5, 1);
    expect(result.windows[0]?.conditions).toEqual([
      expect.objectContaining({ name: "gpu0.clock.sm", unit: "MHz", min: 1400, max: 1600, samples: 599 }),
    ]);
    expect(imported.stderr).toContain("gpu0.clock.sm 1500 (1400..1600) MHz");
    const exported = await joulemark(["export", "card", "--out", folder, "--format", "csv", "--to", "-"]);
    expect(exported.stdout.split("\n")[0]).toBe("t_s,monotonic_ns,wall,gpu0_w,gpu0.clock.sm_MHz");
    expect(exported.stdout.split("\n")[1]).toMatch(/,200.5,1400$/);
  });

  test("of a PowerSensor3's dump has its pairs, their total, and its markers", async () => {
    const folder = scratch();
    const file = join(folder, "dump.txt");
    const row = (n: number) =>
      `${n === 5000 ? "A" : n === 15_000 ? "B" : "S"} ${Number((n / 20_000).toPrecision(6))} 50 ${(50 * n) % 1024} 2 12 24 1 5 5 29\n`;
    const rows = Array.from({ length: 20_001 }, (_, n) => row(n));
    const header =
      "marker time dt_micro device_timestamp current0 voltage0 power0 current1 voltage1 power1 power_total";
    writeFileSync(file, `${header}\n${rows.join("")}`);
    const word = "powersensor3:point=supply-output,accuracyPercent=2";
    const imported = await joulemark(["import", word, file, "--out", folder, "--json", "-"]);
    expect(imported).toMatchObject({ status: 0 });
    const { windows, quality }: Result = JSON.parse(imported.stdout);
    expect(windows[0]?.rails.map(({ rail, samples }) => [rail, samples])).toEqual([
      ["pair0", 20_001],
      ["pair1", 20_001],
    ]);
    expect(windows[0]?.totals[0]?.energyJ?.value).toBeCloseTo(29, 6);
    const marked = quality.findings.find(({ code }) => code === "imported-markers");
    expect(marked?.message).toContain("A at 0.250000 s");
    expect(windows.map(({ name, durationS }) => [name, durationS])).toEqual([
      ["command", 1],
      ["A to B", 0.5],
    ]);
    expect(windows[1]?.rails[0]?.energyJ?.value).toBeCloseTo(12, 2);
  });

  test.each([
    ["csv", CSV],
    ["nvidia-smi", "nvidia-smi"],
    ["elmorlabs-pmd", "elmorlabs-pmd"],
  ])(
    "%s of a pipe, a folder or a name that cannot be is refused at once, and leaves nothing behind",
    async (_, word) => {
      const folder = scratch();
      const pipe = join(folder, "pipe");
      execFileSync("mkfifo", [pipe]);
      for (const [path, why] of [
        [pipe, "no regular file"],
        [word === "elmorlabs-pmd" ? join(folder, "none") : folder, word === "elmorlabs-pmd" ? "ENOENT" : "is a folder"],
        [join(folder, "x".repeat(300)), "ENAMETOOLONG"],
      ] as const) {
        const { status, stderr } = await joulemark(["import", word, path, "--out", join(folder, "out")]);
        expect(status).toBe(121);
        expect(stderr).toContain(why);
        expect(stderr).not.toContain("    at ");
      }
      expect(existsSync(join(folder, "out")) ? readdirSync(join(folder, "out")) : []).toEqual([]);
    },
  );

  test("of a single block of pcm-power has the joules that it printed, as a good number", async () => {
    const folder = scratch();
    const block = [
      "Time elapsed: 19954 ms",
      "S0; Consumed energy units: 21940672; Consumed Joules: 1339.15; Watts: 67.11; Thermal headroom below TjMax: 37",
      "S0; Consumed DRAM energy units: 30697043; Consumed DRAM Joules: 469.66; DRAM Watts: 23.54",
    ];
    writeFileSync(join(folder, "power.txt"), `${block.join("\n")}\n`);
    const { stdout } = await joulemark([
      "import",
      "pcm-power",
      join(folder, "power.txt"),
      "--out",
      folder,
      "--json",
      "-",
    ]);
    const { windows, quality }: Result = JSON.parse(stdout);
    expect(quality.verdict).toBe("good");
    expect(windows[0]?.rails.map(({ energyJ }) => energyJ?.value)).toEqual([1339.15, 469.66]);
    expect(windows[0]?.totals[0]?.energyJ?.value).toBeCloseTo(1808.81, 9);
    for (const { energyJ } of windows[0]?.rails ?? [])
      expect(energyJ?.U95).toBeGreaterThan(0.028 * (energyJ?.value ?? 0));
  });

  test("of a binary file says what is wrong without sending its bytes to the terminal", async () => {
    const file = join(scratch(), "binary");
    writeFileSync(file, Buffer.from(Array.from({ length: 4096 }, (_, k) => (k * 37) % 256)));
    for (const word of [CSV, "nvidia-smi", "pcm-power", "powersensor3:point=wall,accuracyPercent=1", "tegrastats"]) {
      const { status, stderr } = await joulemark(["import", word, file]);
      expect(status).toBeGreaterThanOrEqual(120);
      expect(stderr).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
    }
  });

  test("of a file that turns out to have no sample leaves no recording", async () => {
    const folder = scratch();
    writeFileSync(join(folder, "text"), "no stream\n".repeat(100));
    const args = ["import", "elmorlabs-pmd", join(folder, "text"), "--out", join(folder, "out")];
    expect(await joulemark(args)).toMatchObject({ status: 122, stdout: "" });
    expect(readdirSync(join(folder, "out"))).toEqual([]);
  });

  test.each([
    [["import", "cvs:time=t", "x"], "csv"],
    [["import", "csv:time=t", "x"], "timeUnit"],
    [["import", CSV, "/no/such/file"], "ENOENT"],
    [["import", CSV], "file"],
  ])("%j is refused by name", async (args, word) => {
    const { status, stderr } = await joulemark(args);
    expect(status).toBeGreaterThanOrEqual(120);
    expect(stderr).toContain(word);
  });
});
