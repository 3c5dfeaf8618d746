import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import type { Result } from "../../src/core/result.js";
import { start } from "../e2e/cli.js";

/** The most memory a process has held so far, in MB. */
function peakMegabytes(pid: number): number {
  const [, kilobytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  return Number(kilobytes) / 1024;
}

it("recording needs no more memory after 20 s than after 5 s", async () => {
  const folder = mkdtempSync(join(tmpdir(), "joulemark-long-"));
  const json = join(folder, "result.json");
  const rails = JSON.stringify(["a", "b", "c", "d", "e", "f"].map((id) => ({ id })));
  const probe = `simulated:waveform.type=constant,waveform.powerW=20,rails=${rails}`;
  const sampling = ["--duration", "20", "--rate", "1000", "--probe", probe];
  const { child, ended } = start(["record", "-q", ...sampling, "--out", folder, "--json", json]);
  await sleep(5000);
  const early = peakMegabytes(child.pid ?? 0);
  await sleep(13_500);
  const late = peakMegabytes(child.pid ?? 0);
  const { status, stderr } = await ended;
  process.stdout.write(`VmHWM: ${early.toFixed(1)} MB after 5 s, ${late.toFixed(1)} MB after 18.5 s\n`);
  expect([status, stderr]).toEqual([0, expect.any(String)]);
  expect(late - early).toBeLessThan(8);
  const result = JSON.parse(readFileSync(json, "utf8")) as Result;
  const [window] = result.windows;
  expect(window?.rails.map(({ samples }) => samples > 19_500)).toEqual(Array.from({ length: 6 }, () => true));
  for (const rail of window?.rails ?? []) expect(rail.energyJ?.value).toBeCloseTo(20 * (window?.durationS ?? 0), 4);
  rmSync(folder, { recursive: true, force: true });
});
