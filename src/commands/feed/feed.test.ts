import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { MeasurementError } from "../../core/error.js";
import type { RecordedProbe } from "../../core/recording.js";
import type { Opened, OpenSink, Piece, Refused } from "../../core/sink.js";
import { createRecording, type RecordingWriter } from "../../recording/writer.js";
import { Feed } from "./feed.js";

const START = 77_000_000_000n;
const MS = 1_000_000n;

const probe: RecordedProbe = {
  name: "board",
  device: "a board",
  rails: [
    {
      id: "A",
      point: "regulator-input",
      measures: "power",
      columns: [{ name: "A", quantity: "power", unit: "W", scale: 1 }],
      period: 0.1,
      window: { kind: "instantaneous" },
      uncertainty: [],
    },
  ],
  totals: [],
  settings: {},
};

/** A recording that is being written, its clock pair first. */
function begun(): { readonly folder: string; readonly recording: RecordingWriter } {
  const folder = join(mkdtempSync(join(tmpdir(), "feed-")), "run");
  const host = { hostname: "h", kernel: "k", arch: "x64", cpu: "c", cpus: 1 };
  const startedAt = "2026-01-01T00:00:00.000Z";
  const rest = { command: [], startedAt, start: START, host, version: "0", settings: {}, findings: [] };
  const recording = createRecording(folder, { schema: "joulemark/recording/v1", id: "r1", ...rest, probes: [probe] });
  recording.event({ type: "clock", pair: { mono: START, wallMs: 1_000_000, withinNs: 1 } });
  recording.flush();
  return { folder, recording };
}

/** A second's samples from second `from` on, as a chunk of its own. */
function second(recording: RecordingWriter, from: number, count = 10): void {
  const at = BigInt64Array.from(
    { length: count },
    (_, i) => START + (BigInt(from * count + i) * 1000n * MS) / BigInt(count),
  );
  recording.append({ probe: "board", at, columns: [Float64Array.from(at, (_, i) => from + i / count)], gaps: [] });
  recording.flush();
}

const self = { cpuS: 0, missedTicks: 0, readMicros: null, latenessMicros: null, granted: {} };
const end = (recording: RecordingWriter) =>
  recording.finish({ end: START + 100_000n * MS, executions: [], marks: [], findings: [], self });

/** What a target was given: points by series and instant, as a database keeps them; and every sending. */
class Target {
  readonly points = new Map<string, number>();
  readonly events: number[] = [];
  endings = 0;
  sends = 0;
  /** Called before a piece is kept. */
  before: (piece: Piece) => Promise<readonly Refused[]> | readonly Refused[] = () => [];

  readonly opened: Opened = {
    label: "target",
    begin: (run): OpenSink => ({
      send: async (piece) => {
        this.sends++;
        const refused = await this.before(piece);
        if (piece.kind === "events") this.events.push(...piece.events.map((_, k) => piece.from + k));
        if (piece.kind === "ending") this.endings++;
        if (piece.kind === "samples")
          for (const [i, instant] of piece.at.entries())
            this.points.set(`${piece.phase(instant)} ${run.wall(instant)}`, piece.columns[0]?.[i] ?? Number.NaN);
        return refused;
      },
      [Symbol.asyncDispose]: async () => undefined,
    }),
  };

  feed(folder: string, lines: string[] = []): Feed {
    return new Feed({ folder, sink: "test", opened: this.opened, log: (line) => lines.push(line) });
  }
}

async function until(holds: () => boolean): Promise<void> {
  for (let waited = 0; waited < 200 && !holds(); waited++) await sleep(50);
}

const instants = (target: Target) => [...target.points.keys()].map((key) => key.split(" ")[1]);

describe("a feed", () => {
  it("sends what is there, what comes, and the ending, each once, at the instants of one wall clock", async () => {
    const { folder, recording } = begun();
    const target = new Target();
    second(recording, 0);
    await using feed = target.feed(folder);
    await sleep(700);
    second(recording, 1);
    end(recording);
    await feed.over();
    expect(target.points.size).toBe(20);
    expect(instants(target)[11]).toBe(String(1_000_000n * MS + 1100n * MS));
    expect([target.events, target.endings, feed.position.done]).toEqual([[0], 1, true]);
  });

  it("sends at once what was written while it waited", async () => {
    const { folder, recording } = begun();
    for (let k = 0; k < 30; k++) second(recording, k);
    end(recording);
    const target = new Target();
    await using feed = target.feed(folder);
    await feed.over();
    // events, samples, ending
    expect([target.points.size, target.sends]).toEqual([300, 3]);
  });

  it("that was done does nothing again", async () => {
    const { folder, recording } = begun();
    second(recording, 0);
    end(recording);
    const target = new Target();
    for (const _ of [1, 2]) {
      await using feed = target.feed(folder);
      await feed.over();
    }
    expect(target.endings).toBe(1);
  });

  it("that stopped in the middle of a chunk sends it again with the same phases, though more is known by then", async () => {
    const { folder, recording } = begun();
    second(recording, 0);
    const first = new Target();
    first.before = (piece) => (piece.kind === "samples" ? new Promise(() => undefined) : []);
    const kept: Piece[] = [];
    const hung = first.before;
    first.before = (piece) => {
      kept.push(piece);
      return hung(piece);
    };
    const feed = first.feed(folder);
    await sleep(900);
    expect(kept.at(-1)?.kind).toBe("samples");
    // as a crash does: the process is gone, and nothing is tidied up
    recording.event({ type: "execution-start", index: 0, warmup: false, at: START + 500n * MS, within: 0 });
    second(recording, 1);
    end(recording);
    void feed;
    const target = new Target();
    await using again = target.feed(folder);
    await again.over();
    const phases = [...target.points.keys()].map((key) => key.split(" ")[0]);
    expect(phases).toEqual([...Array.from({ length: 10 }, () => ""), ...Array.from({ length: 10 }, () => "command")]);
  });

  it("keeps what the target refuses for good, with the reason, and goes on", async () => {
    const { folder, recording } = begun();
    second(recording, 0);
    second(recording, 1);
    end(recording);
    const target = new Target();
    let count = 0;
    target.before = (piece) =>
      piece.kind === "samples" && count++ === 0 ? [{ text: "bad line", reason: "type" }] : [];
    const lines: string[] = [];
    await using feed = target.feed(folder, lines);
    await feed.over();
    expect([feed.position.refused, feed.position.done, target.points.size]).toEqual([1, true, 20]);
    const file = readdirSync(folder).find((name) => name.endsWith("refused.ndjson")) ?? "";
    expect(JSON.parse(readFileSync(join(folder, file), "utf8"))).toEqual({ text: "bad line", reason: "type" });
    expect(lines).toEqual([expect.stringMatching(/target refused 1 points, the last because: type/)]);
  });

  it("keeps of what is refused no more than a megabyte or so: the recording has it all", async () => {
    const { folder, recording } = begun();
    second(recording, 0);
    end(recording);
    const target = new Target();
    const one = { text: "x".repeat(0.6 * 2 ** 20), reason: "type" };
    target.before = (piece) => (piece.kind === "samples" ? [one, one, one, one, one] : []);
    await using feed = target.feed(folder);
    await feed.over();
    expect(feed.position.refused).toBe(5);
    const file = readdirSync(folder).find((name) => name.endsWith("refused.ndjson")) ?? "";
    expect(readFileSync(join(folder, file), "utf8").trimEnd().split("\n")).toHaveLength(2);
  });

  it("says what is refused for long in a few lines", async () => {
    const { folder, recording } = begun();
    // more than is sent at once
    for (let k = 0; k < 30; k++) second(recording, k, 3000);
    end(recording);
    const target = new Target();
    target.before = (piece) => (piece.kind === "samples" ? [{ text: "bad line", reason: "type" }] : []);
    const lines: string[] = [];
    await using feed = target.feed(folder, lines);
    await feed.over();
    expect(feed.position.refused).toBe(30);
    expect(lines.map((line) => /refused (\d+)/.exec(line)?.[1])).toEqual(["1", "10"]);
  });

  it("ends with the reason when the target takes nothing any more; the next one sends the rest", async () => {
    const { folder, recording } = begun();
    second(recording, 0);
    const closed = new Target();
    let count = 0;
    closed.before = (piece) => {
      if (piece.kind === "samples" && count++ === 1) throw new MeasurementError("PERMISSION", "not any more", "Ask");
      return [];
    };
    await using feed = closed.feed(folder);
    await until(() => closed.points.size === 10);
    for (const k of [1, 2]) second(recording, k);
    end(recording);
    await feed.over();
    expect(feed.failure).toMatchObject({ code: "PERMISSION" });
    expect(feed.position.done).toBe(false);
    const target = new Target();
    await using again = target.feed(folder);
    await again.over();
    expect([closed.points.size, target.points.size, target.events]).toEqual([10, 20, []]);
  });

  it("of a recording without an ending sends what is whole, and is not done", async () => {
    const { folder, recording } = begun();
    second(recording, 0);
    recording[Symbol.dispose]();
    const samples = join(folder, "0-board.samples");
    writeFileSync(samples, Buffer.concat([readFileSync(samples), readFileSync(samples).subarray(0, 60)]));
    const target = new Target();
    await using feed = target.feed(folder);
    await feed.over();
    expect([target.points.size, target.endings, feed.position.done, feed.position.damaged]).toEqual([10, 0, false, 60]);
  });
});
