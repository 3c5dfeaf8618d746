import type { Writable } from "node:stream";
import type { Clock } from "../core/clock.js";
import type { Finding } from "../core/finding.js";
import type { Mark } from "../core/mark.js";
import { type EngineOutcome, EngineReader, type EngineReading } from "./engine-reader.js";
import type { Launched } from "./launch.js";
import { LoopLateness } from "./loop-lateness.js";
import { outputReader, type Patterns } from "./output-reader.js";
import { pump } from "./tap.js";

/** What the output is searched for, and where it goes on to. */
export interface OutputOptions extends Omit<Patterns, "engine"> {
  /** How the work of a known program is read; of each execution anew. */
  readonly engine?: EngineReading;
  /** Ours unless given. */
  readonly stdout?: Writable;
  readonly stderr?: Writable;
}

/** The command's output while it passes through us. */
export interface Output {
  /** Passes on the rest after the command's end, and says what was found. */
  finish(): Promise<{
    readonly work?: number;
    readonly engine?: EngineOutcome;
    readonly findings: readonly Finding[];
  }>;
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
  remedy: "Let the command wait for all it starts, or measure without --mark-regex, --work-regex and --engine",
};

/** Searches both streams of a command whose output is piped; does nothing when it is not. */
export function watchOutput(child: Launched, { clock, onMark, output }: WatchOptions): Output {
  if (output === undefined) return { finish: () => Promise.resolve({ findings: [] }) };
  const { engine: reading, ...patterns } = output;
  const engine = reading && new EngineReader(reading, clock.wall());
  const reader = outputReader({ ...patterns, ...(engine && { engine }) }, onMark);
  const lateness = new LoopLateness(clock);
  const ways = [
    { name: "stdout", from: child.stdout, to: output.stdout ?? process.stdout },
    { name: "stderr", from: child.stderr, to: output.stderr ?? process.stderr },
  ] as const;
  const pumps = ways.flatMap(({ name, from, to }) => {
    if (from === null) return [];
    const stream = reader.stream(name);
    return [{ stream, ...pump({ from, to, clock, onBytes: (bytes, at) => stream.push(bytes, at, lateness.most) }) }];
  });
  return {
    async finish() {
      const ends = await Promise.all(pumps.map((one) => one.finish()));
      for (const { stream } of pumps) stream.end();
      lateness[Symbol.dispose]();
      const open = ends.some(({ closed }) => !closed);
      const said = engine?.finish();
      const findings = [...reader.findings(), ...(said?.findings ?? []), ...(open ? [leftOpen] : [])];
      return { findings, ...(reader.work !== undefined && { work: reader.work }), ...(said && { engine: said }) };
    },
  };
}
