import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import type { Result } from "../../src/core/result.js";
import { joulemark, recordingsIn, scratch, start } from "./cli.js";

const KILLS = 50;
const AT_ONCE = 5;
const PROBE = "simulated:waveform.type=constant,waveform.powerW=20,periodMs=1";

/** Kills a run at a random moment after its recording was begun, and reports on what it left. */
async function killOnce(): Promise<{
  readonly afterS: number;
  readonly result: Result | undefined;
  readonly why: string;
}> {
  const out = join(scratch(), "out");
  const { child, ended } = start(["run", "-q", "--probe", PROBE, "--out", out, "--", "sleep", "3"]);
  const begins = () =>
    recordingsIn(out).some((folder) => statSync(join(folder, "run.json"), { throwIfNoEntry: false }));
  while (!statSync(out, { throwIfNoEntry: false }) || !begins()) await sleep(5);
  const begun = performance.now();
  await sleep(Math.random() * 2600);
  child.kill("SIGKILL");
  const afterS = (performance.now() - begun) / 1000;
  await ended;
  const { stdout, stderr } = await joulemark(["report", recordingsIn(out)[0] ?? "", "--json", "-"]);
  return { afterS, result: stdout === "" ? undefined : (JSON.parse(stdout) as Result), why: stderr };
}

test(`killed ${KILLS} times at random moments, the recording reports up to its last chunk and says where it ended`, async () => {
  const killed = [];
  for (let done = 0; done < KILLS; done += AT_ONCE)
    killed.push(...(await Promise.all(Array.from({ length: AT_ONCE }, killOnce))));
  expect(
    killed.filter(({ result, why }) => result === undefined && !why.includes("killed")).map(({ why }) => why),
  ).toEqual([]);
  const reported = killed.filter(({ result }) => result !== undefined);
  expect(reported.length).toBeGreaterThan(KILLS * 0.9);
  for (const { result, afterS } of reported) {
    const endsEarlyAtS = result?.run.endsEarlyAtS ?? Number.NaN;
    expect(result?.quality.findings.map(({ code }) => code)).toContain("ends-early");
    expect(result?.quality.verdict).not.toBe("good");
    expect(endsEarlyAtS).toBeLessThan(afterS + 0.2);
    // At most a second's chunk is missing, and what a busy computer adds to it.
    expect(endsEarlyAtS).toBeGreaterThan(Math.max(-1, afterS - 2));
    const mean = result?.windows[0]?.rails[0]?.meanPowerW;
    if (mean) expect(mean.value).toBeCloseTo(20, 6);
  }
  for (const pid of leftSleeping()) spawnSync("kill", ["-9", String(pid)]);
}, 180_000);

/** What the killed runs of this file left behind: nobody was there to end it. Other files have runs of their own. */
function leftSleeping(): readonly number[] {
  const own = dirname(scratch());
  return readdirSync("/proc").flatMap((entry) => {
    try {
      const words = readFileSync(`/proc/${entry}/environ`, "utf8");
      return /^\d+$/.test(entry) && words.includes("JOULEMARK_RUN=") && words.includes(own) ? [Number(entry)] : [];
    } catch {
      return [];
    }
  });
}

/** A finished recording of two seconds at 1 kHz. */
async function recorded(): Promise<string> {
  const out = join(scratch(), "out");
  await joulemark(["run", "-q", "--probe", PROBE, "--out", out, "--", "sleep", "2.5"]);
  return recordingsIn(out)[0] ?? "";
}
const samplesFile = (recording: string): string => {
  const [largest] = readdirSync(recording)
    .map((name) => join(recording, name))
    .sort((a, b) => statSync(b).size - statSync(a).size);
  return largest ?? "";
};
const report = async (recording: string) => {
  const { stdout, stderr } = await joulemark(["report", recording, "--json", "-"]);
  return { stderr, result: stdout === "" ? undefined : (JSON.parse(stdout) as Result) };
};

test("flipped bytes cost their chunk, say so, and nothing else", async () => {
  const recording = await recorded();
  const file = samplesFile(recording);
  const bytes = readFileSync(file);
  bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 0x10;
  writeFileSync(file, bytes);
  const { result } = await report(recording);
  const rail = result?.windows[0]?.rails[0];
  expect(result?.quality.findings.map(({ code }) => code)).toContain("corrupt-chunk");
  expect(rail?.coverage).toBeGreaterThan(0.3);
  expect(rail?.coverage).toBeLessThan(0.95);
  expect(rail?.energyJ).toBeNull();
});

test("a truncated file is read as far as it goes", async () => {
  const recording = await recorded();
  const file = samplesFile(recording);
  truncateSync(file, Math.floor(statSync(file).size * 0.6));
  const { result } = await report(recording);
  expect(result?.windows[0]?.rails[0]?.coverage).toBeGreaterThan(0.2);
  expect(result?.windows[0]?.rails[0]?.energyJ).toBeNull();
  expect(result?.quality.verdict).not.toBe("good");
});

test("a manifest that is not ours is refused with a next action", async () => {
  const recording = await recorded();
  writeFileSync(join(recording, "run.json"), '{"schema": "something-else"}');
  const { result, stderr } = await report(recording);
  expect(result).toBeUndefined();
  expect(stderr).toContain("run.json");
  expect(stderr).toContain("->");
});

const canMount = process.getuid?.() === 0 && spawnSync("mount", ["--version"]).status === 0;

test.skipIf(!canMount)(
  "a disk that fills up in the middle: the command finishes, what was recorded is reported, and it is said",
  async () => {
    const disk = scratch();
    const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", "size=200k", "tmpfs", disk]);
    if (mounted.status !== 0) return;
    try {
      const rails = JSON.stringify(["a", "b", "c", "d", "e", "f"].map((id) => ({ id })));
      const { status, stdout, stderr } = await joulemark([
        "run",
        "--probe",
        `simulated:waveform.type=constant,waveform.powerW=20,periodMs=0.5,rails=${rails}`,
        "--out",
        disk,
        "--",
        "sh",
        "-c",
        "sleep 4; echo finished",
      ]);
      expect(stdout).toBe("finished\n");
      expect(status).toBe(123);
      expect(stderr).toMatch(/full|ENOSPC|space/);
      const { result } = await report(recordingsIn(disk)[0] ?? "");
      expect(result?.windows[0]?.rails[0]?.samples).toBeGreaterThan(100);
      expect(result?.quality.verdict).not.toBe("good");
    } finally {
      spawnSync("umount", ["-l", disk]);
    }
  },
);
