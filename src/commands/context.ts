import type { Clock } from "../core/clock.js";
import type { AnyFormat } from "../core/format.js";
import type { AnyProbe } from "../core/probe.js";

/** Somewhere to write words: stdout for results that were asked for, stderr for everything else. */
export interface Output {
  write(text: string | Uint8Array): unknown;
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  readonly rows?: number | undefined;
}

/** Probes by name, each loaded when it is wanted. */
export type ProbeRegistry = Readonly<Record<string, () => Promise<AnyProbe>>>;

/** Formats of other tools' recordings by name, likewise. */
export type FormatRegistry = Readonly<Record<string, () => Promise<AnyFormat>>>;

/** The world a command runs in; given by cli.ts, or by a test. */
export interface Context {
  readonly registry: ProbeRegistry;
  readonly formats: FormatRegistry;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly clock: Clock;
  readonly stdout: Output;
  readonly stderr: Output;
  readonly version: string;
}
