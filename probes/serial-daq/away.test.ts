import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import type { Batch } from "../../src/core/batch.js";
import { hostClock } from "../../src/core/clock.js";
import { testHost } from "../shared/test-host.js";
import { gapsOf, samplesOf } from "../shared/test-program.js";
import probe from "./probe.js";
import { canPlayPorts, Pty } from "./testing/pty.js";

const words = {
  path: "/dev/ttyUSB0",
  protocol: "csv",
  csv: { columns: "time:ms dram:W", periodMs: 10 },
  rails: { dram: { point: "regulator-output", accuracyPercent: 1 } },
};
const row = (ms: number): string => `${ms},3.5\r\n`;

const ptys: Pty[] = [];
afterEach(async () => {
  for (const pty of ptys.splice(0)) await pty.end();
});

const computer = () => ({ root: mkdtempSync(join(tmpdir(), "serial-")) });
function plug(root: string): Pty {
  const pty = new Pty(join(root, "dev/ttyUSB0"));
  ptys.push(pty);
  return pty;
}
const openOn = ({ root }: ReturnType<typeof computer>) =>
  probe.open(probe.settings.parse(words), { ...testHost(root), clock: hostClock }, {});

describe.skipIf(!canPlayPorts)(`a meter on a port${canPlayPorts ? "" : " (skipped: no socat)"}`, () => {
  it("that is away until the end leaves a gap until then, and why", { timeout: 60_000 }, async () => {
    const here = computer();
    const pty = plug(here.root).talk(10, row);
    await using open = await openOn(here);
    const stop = new AbortController();
    const batches: Batch[] = [];
    for await (const batch of open.batches(stop.signal)) {
      batches.push(batch);
      if (samplesOf(batches) > 20) void pty.end().then(() => setTimeout(() => stop.abort(), 500));
    }
    const [gap] = gapsOf(batches).slice(-1);
    expect(gap?.reason).toBe("device-gone");
    expect(gap?.from).toBe(batches.flatMap(({ at }) => [...at]).at(-1));
    expect(Number((gap?.to ?? 0n) - (gap?.from ?? 0n)) / 1e6).toBeGreaterThan(450);
  });

  it("that comes back only after the probe was disposed of is not kept open", { timeout: 60_000 }, async () => {
    const here = computer();
    const pty = plug(here.root).talk(10, row);
    const open = await openOn(here);
    const stop = new AbortController();
    let again: Pty | undefined;
    for await (const batch of open.batches(stop.signal)) {
      if (again !== undefined || batch.at.length === 0) continue;
      await pty.end();
      again = plug(here.root);
      // it is open now, and has said nothing yet
      setTimeout(() => {
        stop.abort();
        void open[Symbol.asyncDispose]().then(() => again?.talk(10, row));
      }, 1000);
    }
    await hostClock.until(hostClock.now() + 200_000_000n);
    await (await openOn(here))[Symbol.asyncDispose]();
  });
});
