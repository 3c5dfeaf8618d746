import type { ClockPair } from "./clock.js";
import type { Condition } from "./condition.js";
import type { Finding } from "./finding.js";
import type { Mark } from "./mark.js";
import type { Marker } from "./marker.js";
import type { Rail, Total } from "./rail.js";
import type { Nanoseconds, Seconds } from "./units.js";

/** What the manifest says of one probe. */
export interface RecordedProbe {
  /** Unique in the recording: the probe's name, with a suffix when one kind is used twice. */
  readonly name: string;
  readonly device: string;
  readonly rails: readonly Rail[];
  readonly totals: readonly Total[];
  /** Absent when there are none. */
  readonly conditions?: readonly Condition[];
  /** The settings as parsed; no secrets are kept in settings. */
  readonly settings: unknown;
}

/** How a command ended. */
export interface Exit {
  readonly code: number | null;
  readonly signal: string | null;
}

/** One execution of the command inside a recording. */
export interface Execution {
  /** 0, 1, 2 ... over warm-ups and repeats. */
  readonly index: number;
  readonly warmup: boolean;
  /** Which of two interleaved commands it is, `A` or `B`. */
  readonly label?: string;
  readonly exit: Exit;
  readonly from: Nanoseconds;
  readonly to: Nanoseconds;
  /** Half-widths of both instants: spawn and exit are seen from outside. */
  readonly fromWithin: Seconds;
  readonly toWithin: Seconds;
  /** Work units read from the command's output, if `--work-regex` found any. */
  readonly work?: number;
}

/** What is counted as work: images, tokens, requests. */
export interface Work {
  /** Per execution; absent when it is read from the output. */
  readonly count?: number;
  readonly unit: string;
  /** The marked window in which it is done; without it, the whole execution. */
  readonly window?: string;
}

/** The part of `run.json` that is known when sampling begins. */
export interface Manifest {
  readonly schema: "joulemark/recording/v1";
  readonly id: string;
  readonly name?: string;
  readonly command: readonly string[];
  /** UTC, ISO 8601, for people. */
  readonly startedAt: string;
  /** The recording's time zero: `Samples.at` counts from here. */
  readonly start: Nanoseconds;
  readonly host: {
    readonly hostname: string;
    readonly kernel: string;
    readonly arch: string;
    readonly cpu: string;
    readonly cpus: number;
  };
  readonly version: string;
  readonly probes: readonly RecordedProbe[];
  readonly work?: Work;
  /** What was asked and what was granted, e.g. the sampling thread's priority. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly findings: readonly Finding[];
}

/** The part that is known at the end; absent when joulemark was killed. */
export interface Ending {
  readonly end: Nanoseconds;
  readonly executions: readonly Execution[];
  readonly marks: readonly Mark[];
  readonly findings: readonly Finding[];
  readonly self: SelfCost;
}

/** What measuring cost, so that a reader can judge the perturbation. */
export interface SelfCost {
  readonly cpuS: number;
  readonly missedTicks: number;
  readonly readMicros: { readonly p50: number; readonly p99: number } | null;
  readonly latenessMicros: { readonly p50: number; readonly p99: number } | null;
  /** Per probe sampled on a thread of its own: the priority and timer slack that were granted; null is refused. */
  readonly granted: Readonly<Record<string, unknown>>;
}

/** What a load that reports its own work said of itself, as it came: later facts of an execution add to earlier ones. */
export interface LoadFacts {
  readonly type: "load";
  /** Index of the execution. */
  readonly execution: number;
  readonly at: Nanoseconds;
  readonly facts: Readonly<Record<string, unknown>>;
}

/** A stretch of whole passes, as such a load reports it. */
export interface LoadWindow {
  readonly type: "load-window";
  readonly execution: number;
  readonly from: Nanoseconds;
  readonly to: Nanoseconds;
  /** Units of work done in it. */
  readonly work: number;
  /** Processor time of the load's process. */
  readonly cpu: Seconds;
  /** How often the kernel took a processor away from it. */
  readonly switches: number;
}

/** An edge of a known load pattern (`run --sync-pulse`): from then on it is full, or none. */
export interface PulseEdge {
  readonly type: "pulse-edge";
  /** The window it belongs to: `sync-before` or `sync-after`. */
  readonly pulse: string;
  readonly at: Nanoseconds;
  /** Half-width of the interval in which every thread of the load followed. */
  readonly within: Seconds;
  /** 1 or 0. */
  readonly level: number;
}

/** What a load tells of itself, one that is measured or the known one of a pulse. */
export type LoadSaid = LoadFacts | LoadWindow | PulseEdge;

/** How many runs a target asks for, decided once after the first few (measurement.md 5.2). */
export interface RepeatsDecided {
  readonly type: "repeats";
  readonly at: Nanoseconds;
  /** What is to be known so well: a statistic's `of` and `what`. */
  readonly of: string;
  readonly what: string;
  /** Relative half-width of the 95 % interval that was asked for. */
  readonly target: number;
  /** Coefficient of variation of the first runs. */
  readonly cv: number;
  readonly needed: number;
  /** The most that were allowed. */
  readonly most: number;
  /** Runs in all. */
  readonly runs: number;
}

/** When an execution was to begin in the period of a sensor that looks part of the time (measurement.md 4.4). */
export interface ShiftPlanned {
  readonly type: "shift";
  /** Index of the execution. */
  readonly execution: number;
  /** Its place among the shifts, 0, 1, 2 ... */
  readonly shift: number;
  readonly shifts: number;
  /** The instant it was to begin at. */
  readonly at: Nanoseconds;
  readonly probe: string;
  readonly rail: string;
  readonly period: Seconds;
  /** How much of the period the sensor sees; 0 is one instant. */
  readonly width: Seconds;
}

/**
 * One line of `events.ndjson`: everything but samples, as it happens, so that nothing is lost when the end never comes.
 * Instants are written as decimal strings.
 */
export type RecordedEvent =
  | { readonly type: "clock"; readonly pair: ClockPair }
  | { readonly type: "mark"; readonly mark: Mark }
  | { readonly type: "execution"; readonly execution: Execution }
  | {
      readonly type: "execution-start";
      readonly index: number;
      readonly warmup: boolean;
      readonly label?: string;
      readonly at: Nanoseconds;
      readonly within: Seconds;
    }
  | {
      readonly type: "gap";
      readonly probe: string;
      readonly columns?: readonly string[];
      readonly from: Nanoseconds;
      readonly to: Nanoseconds;
      readonly reason: string;
    }
  | { readonly type: "finding"; readonly finding: Finding }
  | { readonly type: "marker"; readonly probe: string; readonly marker: Marker }
  | LoadFacts
  | LoadWindow
  | PulseEdge
  | RepeatsDecided
  | ShiftPlanned
  | {
      readonly type: "ended";
      readonly probe: string;
      readonly at: Nanoseconds;
      readonly code: string;
      readonly message: string;
    };
