import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { batchOf, fakeOpen } from "../acquire/testing/fake-probe.js";
import type { Batch } from "../core/batch.js";
import { hostClock } from "../core/clock.js";
import type { OpenProbe } from "../core/probe.js";
import { openRecording } from "../recording/reader.js";
import { manifestStart } from "./manifest.js";
import { Session } from "./session.js";

/** Time runs a hundred times as fast for whoever waits. */
const clock = {
  ...hostClock,
  until: (at: bigint, signal?: AbortSignal) => hostClock.until(hostClock.now() + (at - hostClock.now()) / 100n, signal),
};

const session = (probes: Readonly<Record<string, OpenProbe["batches"]>>, mark?: OpenProbe["mark"]) =>
  Session.start({
    clock,
    parent: mkdtempSync(join(tmpdir(), "session-")),
    probes: Object.entries(probes).map(([name, batches]) => ({
      name,
      settings: {},
      open: fakeOpen(name, { batches, ...(mark !== undefined && { mark }) }),
    })),
    granted: {},
    manifest: manifestStart({ id: "r", command: ["true"], wallMs: 0, version: "0", settings: {}, findings: [] }),
  });

async function* never(): AsyncGenerator<Batch> {
  await new Promise(() => {
    // an instrument that hangs for ever, and looks at no signal
  });
}

async function* one(signal: AbortSignal): AsyncGenerator<Batch> {
  yield batchOf("good", hostClock.now(), 5);
  await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
}

describe("a session", () => {
  it("starts and ends without an instrument that hangs, says so, and keeps what the others sampled", async () => {
    const running = await session({ good: one, bad: never });
    const { findings } = await running.finish();
    expect(findings.map(({ code, probe }) => `${code} ${probe}`)).toEqual([
      "late-instrument bad",
      "instrument-hangs bad",
    ]);
    const recording = openRecording(running.folder);
    expect([...recording.samples("good")].map(({ length }) => length)).toEqual([1]);
  });

  it("counts what an instrument sent that is no sample", async () => {
    const running = await session({
      async *good() {
        yield { ...batchOf("good", 1n, 5), rejected: { count: 2, of: "line" } };
        yield { ...batchOf("good", 2n, 5), rejected: { count: 1, of: "line" } };
      },
    });
    expect((await running.finish()).findings.map(({ message }) => message)).toEqual([
      "good sent 3 lines that are no samples; they were passed over",
    ]);
  });

  it("tells probes of the command's begin and end, and records what they made of it, before sampling ends", async () => {
    const told: string[] = [];
    const mark: OpenProbe["mark"] = async ({ kind, name, source }) => {
      told.push(`${kind} ${name} ${source}`);
      if (kind === "end") throw new Error("broken");
      await Promise.resolve();
      return { kind, name, sent: 7n, within: 1e-6, returned: { at: 9n, clock: 0.5 } };
    };
    const running = await session({ good: one }, mark);
    running.executionStarts({ index: 0, warmup: false, at: 5n, within: 0 });
    running.mark({ kind: "begin", name: "phase of the program", at: 6n, within: 0, source: "fd" });
    const exit = { code: 0, signal: null };
    running.executed({ index: 0, warmup: false, exit, from: 5n, to: 8n, fromWithin: 0, toWithin: 0 });
    await running.finish();
    expect(told).toEqual(["begin command command", "end command command"]);
    const { events } = openRecording(running.folder);
    expect(events.filter(({ type }) => type === "marker")).toEqual([
      {
        type: "marker",
        probe: "good",
        marker: { kind: "begin", name: "command", sent: 7n, within: 1e-6, returned: { at: 9n, clock: 0.5 } },
      },
    ]);
  });

  it("does not wait for ever for what a probe makes of a mark", async () => {
    const running = await session({ good: one }, () => new Promise(() => undefined));
    running.executionStarts({ index: 0, warmup: false, at: 5n, within: 0 });
    expect((await running.finish()).findings).toEqual([]);
  });

  it("does not wait when all have begun and all have ended", async () => {
    const before = hostClock.now();
    const running = await session({ good: one });
    expect((await running.finish()).findings).toEqual([]);
    expect(Number(hostClock.now() - before) / 1e9).toBeLessThan(5);
  });
});
