import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { generateLoad } from "../../calibration/ladder/generator.js";
import { hostClock } from "../../src/core/clock.js";
import { nanoseconds, secondsBetween } from "../../src/core/units.js";

const wait = (seconds: number) => hostClock.until(hostClock.now() + nanoseconds(seconds));

/** Nanoseconds this process waited for a processor that others had: /proc/PID/task/TID/schedstat. */
function waitedNs(): number {
  const tasks = readdirSync("/proc/self/task").map((task) => readFileSync(`/proc/self/task/${task}/schedstat`, "utf8"));
  return tasks.reduce((total, line) => total + Number(line.split(" ")[1]), 0);
}

/** Shares of a span that this process was busy, and was busy or would have been but for other work on the computer. */
async function busy(seconds: number): Promise<{ readonly busy: number; readonly meant: number }> {
  const [from, before, cpu] = [hostClock.now(), waitedNs(), process.cpuUsage()];
  await wait(seconds);
  const { user, system } = process.cpuUsage(cpu);
  const span = secondsBetween(from, hostClock.now());
  const share = (user + system) / 1e6 / span;
  return { busy: share, meant: share + (waitedNs() - before) / 1e9 / span };
}

describe("the built-in load", () => {
  it.each([20, 80])("keeps one thread busy for %i percent of the time", async (dutyPercent) => {
    const load = await generateLoad({ index: 0, threads: 1, dutyPercent });
    await wait(0.3);
    // A computer under test that wakes its threads late lowers the share, so that the best of several spans counts;
    // nothing raises it.
    const [least, spans] = [dutyPercent / 100 - 0.15, [] as Awaited<ReturnType<typeof busy>>[]];
    while (spans.length < 6 && !spans.some(({ meant }) => meant > least)) spans.push(await busy(1.5));
    await load.stop();
    expect(Math.max(...spans.map((span) => span.busy))).toBeLessThan(dutyPercent / 100 + 0.15);
    expect(Math.max(...spans.map(({ meant }) => meant))).toBeGreaterThan(least);
  });

  it("ends within 50 ms of being told to, all of its threads", async () => {
    const spans: number[] = [];
    for (let tries = 0; tries < 5 && !spans.some((span) => span < 0.05); tries++) {
      const load = await generateLoad({ index: 0, threads: 2, dutyPercent: 60 });
      await wait(0.5);
      const told = hostClock.now();
      await load.stop();
      spans.push(secondsBetween(told, hostClock.now()));
      expect(await load.ended).toBeUndefined();
    }
    expect(Math.min(...spans)).toBeLessThan(0.05);
    expect((await busy(0.5)).busy).toBeLessThan(0.2);
  });
});
