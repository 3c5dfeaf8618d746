import type { Writable } from "node:stream";
import type { Clock } from "../core/clock.js";
import type { Finding } from "../core/finding.js";
import type { Mark } from "../core/mark.js";
import type { Launched } from "./launch.js";
import { LoopLateness } from "./loop-lateness.js";
import { outputReader, type Patterns } from "./output-reader.js";
import { pump } from "./tap.js";

/** What the output is searched for, and where it goes on to. */
export interface OutputOptions extends Patterns {
  /** Ours unless given. */
  readonly stdout?: Writable;
  readonly stderr?: Writable;
}

/** The command's output while it passes through us. */
export interface Output {
  /** Passes on the rest after the command's end, and says what was found. */
  finish(): Promise<{ readonly work?: number; readonly findings: readonly Finding[] }>;
}

/** What watching needs. */
export interface WatchOptions {
  readonly clock: Clock;
  readonly onMark: (mark: Mark) => void;
  readonly output?: OutputOptions;
}

const leftOpen: Finding = {
  code: "output-left-open",
  severity: "note",
  message: "Processes that outlived the command still held its output open; what they write from now on is lost",
  remedy: "Let the command wait for all it starts, or measure without --mark-regex and --work-regex",
};

/** Searches both streams of a command whose output is piped; does nothing when it is not. */
export function watchOutput(child: Launched, { clock, onMark, output }: WatchOptions): Output {
  if (output === undefined) return { finish: () => Promise.resolve({ findings: [] }) };
  const reader = outputReader(output, onMark);
  const lateness = new LoopLateness(clock);
  const ways = [
    { from: child.stdout, to: output.stdout ?? process.stdout },
    { from: child.stderr, to: output.stderr ?? process.stderr },
  ];
  const pumps = ways.flatMap(({ from, to }) => {
    if (from === null) return [];
    const stream = reader.stream();
    return [{ stream, ...pump({ from, to, clock, onBytes: (bytes, at) => stream.push(bytes, at, lateness.most) }) }];
  });
  return {
    async finish() {
      const ends = await Promise.all(pumps.map((one) => one.finish()));
      for (const { stream } of pumps) stream.end();
      lateness[Symbol.dispose]();
      const open = ends.some(({ closed }) => !closed);
      const findings = [...reader.findings(), ...(open ? [leftOpen] : [])];
      return { findings, ...(reader.work !== undefined && { work: reader.work }) };
    },
  };
}
