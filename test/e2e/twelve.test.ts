import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { registry } from "../../probes/index.js";
import { missingForDouble, plantDouble } from "../../probes/nvml/testing/double.js";
import { canPlayPorts, Pty } from "../../probes/serial-daq/testing/pty.js";
import { plant } from "../../probes/shared/plant.js";
import type { Result } from "../../src/core/result.js";
import { powerBatch, powerRail, recordedProbe, writeRecording } from "../contract/recording.js";
import { scratch, start } from "./cli.js";

const probes = join(import.meta.dirname, "../../probes");
const trees = ["hwmon/testdata/server-power-meter", "jetson-ina/testdata/nano", "rapl/testdata/server-2s"];
const folders = [
  "cpu-model/testdata/vm-2cpu",
  "nvidia-smi/testdata/two-gpus",
  "pcm-power/testdata/two-sockets",
  "perf-energy/testdata/two-sockets",
  "tegrastats/testdata/thor",
];

const cleanups: (() => unknown)[] = [];
afterAll(async () => {
  for (const cleanup of cleanups) await cleanup();
});

/** A computer with every instrument of the registry at once: captured trees, doubles of tools, a played serial port. */
function computer() {
  const root = mkdtempSync(join(tmpdir(), "twelve-"));
  for (const tree of trees) plant(root, readFileSync(join(probes, `${tree}.tree`), "utf8"));
  for (const folder of folders) cpSync(join(probes, folder), root, { recursive: true });
  const gpus = plantDouble();
  cpSync(join(gpus.root, "usr"), join(root, "usr"), { recursive: true });
  const port = new Pty(join(root, "dev/ttyUSB0")).talk(10, (ms) => `${ms} 1.05 20.0\n`);
  cleanups.push(
    () => port.end(),
    () => rmSync(root, { recursive: true, force: true }),
  );
  return { root, port };
}

function requests(): readonly string[] {
  const board = recordedProbe("board", [powerRail("A")]);
  const recording = writeRecording(
    [board],
    [
      powerBatch(
        board,
        0,
        Array.from({ length: 40 }, (_, i) => 1000 + i),
      ),
    ],
  );
  const settings: Readonly<Record<string, string>> = {
    replay: `:path=${recording},loop=true`,
    "serial-daq":
      ':path=/dev/ttyUSB0,protocol=csv,csv.columns="time:ms cpu:V cpu:A",csv.separator=space,csv.periodMs=10,rails.cpu.point=regulator-output,rails.cpu.accuracyPercent=1',
  };
  return Object.keys(registry).flatMap((name) => ["--probe", `${name}${settings[name] ?? ""}`]);
}

const samplesOf = ({ windows }: Result, probe: string) =>
  Math.max(0, ...(windows[0]?.rails ?? []).filter((rail) => rail.probe === probe).map(({ samples }) => samples));

const gapsOf = ({ windows }: Result, probe: string) =>
  Math.max(0, ...(windows[0]?.rails ?? []).filter((rail) => rail.probe === probe).map(({ maxGapS }) => maxGapS));

const signal = (name: string, program: string) => execFileSync("pkill", [`-${name}`, "-f", program]);

/** Measures `command`; `during` is called when it runs. */
async function measured(root: string, command: string, during: () => void = () => undefined) {
  const ready = join(scratch(), "ready");
  const args = ["run", "--sysroot", root, ...requests(), "--out", scratch(), "--json", "-", "-q", "--"];
  const { ended } = start([...args, "sh", "-c", `touch ${ready}; ${command}`]);
  while (!existsSync(ready)) await new Promise((resolve) => setTimeout(resolve, 50));
  await new Promise((resolve) => setTimeout(resolve, 1500));
  during();
  const { status, stdout, stderr } = await ended;
  return { status, stderr, result: JSON.parse(stdout.slice(stdout.indexOf("{"))) as Result, said: stdout };
}

const without = missingForDouble() ?? (canPlayPorts ? undefined : "no socat");
const name = without === undefined ? "twelve instruments at once" : `twelve instruments (skipped: ${without})`;

describe.skipIf(without !== undefined)(name, () => {
  const all = Object.keys(registry);
  test("are twelve", () => expect(all.length).toBe(12));

  test("all sample, and the command's output and exit are its own", { timeout: 120_000 }, async () => {
    const { root } = computer();
    const { status, result, said } = await measured(root, "echo its own words; sleep 6; exit 7");
    expect(status).toBe(7);
    expect(said).toMatch(/^its own words\n/);
    expect(all.filter((probe) => samplesOf(result, probe) < 3)).toEqual([]);
  });

  test("that fail in the middle leave the others and the command alone", { timeout: 120_000 }, async () => {
    const { root, port } = computer();
    const { status, result } = await measured(root, "sleep 8; exit 7", () => {
      signal("STOP", `${root}/usr/bin/tegrastats`);
      signal("KILL", `${root}/usr/sbin/pcm-power`);
      writeFileSync(join(root, "usr/sbin/pcm-power"), "#!/bin/sh\nexit 1\n");
      signal("STOP", `${root}/usr/lib/x86_64-linux-gnu/libnvidia-ml.so.1`);
      rmSync(join(root, "sys/class/hwmon"), { recursive: true });
      void port.end();
    });
    const failed = ["tegrastats", "pcm-power", "nvml", "serial-daq"];
    const others = ["cpu-model", "jetson-ina", "nvidia-smi", "perf-energy", "rapl", "replay", "simulated"];
    expect(status).toBe(7);
    expect(others.filter((probe) => samplesOf(result, probe) < 4 || gapsOf(result, probe) > 3)).toEqual([]);
    expect(failed.filter((probe) => gapsOf(result, probe) < 3)).toEqual([]);
    expect(result.quality.verdict).not.toBe("good");
  });

  test("that hang or refuse at the start are said, and the others are used", { timeout: 120_000 }, async () => {
    const { root } = computer();
    writeFileSync(join(root, "usr/bin/nvidia-smi"), "#!/bin/sh\nexec sleep 1000\n");
    rmSync(join(root, "usr/lib"), { recursive: true });
    const args = ["run", "--sysroot", root, "--out", scratch(), "--json", "-", "-q", "--", "sleep", "2"];
    const { status, stdout } = await start(args).ended;
    const result: Result = JSON.parse(stdout);
    expect(status).toBe(0);
    expect(result.probes.map(({ name }) => name)).toEqual(["hwmon", "jetson-ina", "rapl"]);
    expect(result.quality.findings.map(({ code, probe }) => `${code} ${probe}`)).toContain(
      "probe-not-opened nvidia-smi",
    );
  });
});

test.each(["SIGINT", "SIGTERM"] as const)(
  "%s while an instrument hangs at the start ends at once, and the tool with it",
  async (name) => {
    const root = mkdtempSync(join(tmpdir(), "hanging-"));
    cpSync(join(probes, "nvidia-smi/testdata/two-gpus"), root, { recursive: true });
    writeFileSync(join(root, "usr/bin/nvidia-smi"), '#!/bin/sh\ntouch "$0.begun"\nexec sleep 1000\n');
    const args = [
      "run",
      "--sysroot",
      root,
      "--probe",
      "nvidia-smi",
      "--out",
      scratch(),
      "--",
      "touch",
      join(root, "ran"),
    ];
    const { child, ended } = start(args);
    while (!existsSync(join(root, "usr/bin/nvidia-smi.begun"))) await new Promise((resolve) => setTimeout(resolve, 20));
    const before = performance.now();
    child.kill(name);
    expect((await ended).status).toBe(name === "SIGINT" ? 130 : 143);
    // it waits 20 s for an answer, and the tool is given 0.3 s to end
    expect(performance.now() - before).toBeLessThan(8000);
    expect(existsSync(join(root, "ran"))).toBe(false);
    expect(execFileSync("ps", ["-eo", "args"], { encoding: "utf8" })).not.toContain(root);
    rmSync(root, { recursive: true });
  },
  60_000,
);
