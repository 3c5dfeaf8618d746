import type { ZodType } from "zod";
import type { Batch } from "./batch.js";
import type { Clock } from "./clock.js";
import type { Condition } from "./condition.js";
import type { Finding } from "./finding.js";
import type { Mark } from "./mark.js";
import type { Marker } from "./marker.js";
import type { Rail, Total } from "./rail.js";
import type { Seconds } from "./units.js";

/** One file that is read again at every tick; it holds one decimal integer. */
export interface PolledFile {
  /**
   * Path below the host's root. One `*` may stand for digits, e.g. `meter*`: such parts are numbered anew when a
   * driver is bound again, and the file is found again by it.
   */
  readonly path: string;
  /** The name of the column it fills. */
  readonly column: string;
  /** What the instrument can show at all, raw: a number beyond it is no reading but a gap, `out-of-range`. */
  readonly limits?: RawLimits;
}

/** The smallest and the largest raw number an instrument can show; both are allowed. */
export interface RawLimits {
  readonly min: number;
  readonly max: number;
}

/** What to read, how often: the sampling worker does the rest. Plain data, so that it can be sent to a thread. */
export interface PollPlan {
  readonly probe: string;
  /** In the order of `columnsOf(rails)`. */
  readonly files: readonly PolledFile[];
  readonly period: Seconds;
}

/** The world a probe may touch. `root` is "/" in life and a captured tree in tests. */
export interface Host {
  readonly root: string;
  readonly clock: Clock;
  /** Aborts when the user asks to end: whoever still looks for an instrument or opens one gives up. Sampling goes by its own signal. */
  readonly interrupted?: AbortSignal;
  /** Samples files on a thread of its own, to absolute deadlines, until `signal` aborts. */
  poll(plan: PollPlan, signal: AbortSignal): AsyncIterable<Batch>;
}

/** What looking for an instrument gave. */
export interface Detection {
  /** `not-working`: it is here, and does not answer as it should, e.g. hangs. */
  readonly status: "found" | "missing" | "no-permission" | "not-working";
  /** What it is, for people: `package-0, package-1`, `meter at 1-0040: VDD_IN, ...`. */
  readonly what: string;
  /** What to do when it is not `found`; ready to paste when it grants access. */
  readonly remedy?: string;
}

/** What the run asks of every probe; a probe samples no faster than its instrument makes new values, but for `oversample`. */
export interface OpenRequest {
  /** Samples a second asked for, if the user asked. */
  readonly rate?: number;
  /** Read so many times as often as the instrument is said to make new values: how often it does is to be found out. */
  readonly oversample?: number;
}

/** A probe with its descriptors open, ready to sample. Disposing twice is safe. */
export interface OpenProbe extends AsyncDisposable {
  readonly rails: readonly Rail[];
  readonly totals: readonly Total[];
  /** What it samples beside power; its columns follow those of the rails. */
  readonly conditions?: readonly Condition[];
  /** What the reader must know about this instrument as it was found, e.g. that it is slower than asked. */
  readonly findings: readonly Finding[];
  /** How to name the board, chip or card in a result. */
  readonly device: string;
  /**
   * Told of the marks around each execution of the command (source `command`), while it samples: an instrument that can
   * show them in its own stream answers with what it did, within a second or so. Never rejects.
   */
  mark?(mark: Mark): Promise<Marker | undefined>;
  /** Samples until `signal` aborts, or throws a MeasurementError when the instrument is gone for good. Called once. */
  batches(signal: AbortSignal): AsyncIterable<Batch>;
}

/** Code that turns one kind of instrument into samples: one folder of `probes/`. */
export interface Probe<Settings = unknown> {
  readonly name: string;
  /** One sentence for `joulemark probes`. */
  readonly title: string;
  /** Strict; parsing touches nothing. Every key is described; `{}` must be valid unless the probe needs the user's word. */
  readonly settings: ZodType<Settings>;
  /** `measured` instruments are used by default when found; `estimate` when nothing is; `on-request` only when named. */
  readonly use: "measured" | "estimate" | "on-request";
  /** Probes that read the same instrument less well: left out by default where this one is found and opens. */
  readonly supersedes?: readonly string[];
  /** Looks, quickly, and changes nothing. */
  detect(host: Host): Promise<Detection>;
  /** Opens early and completely, or throws a MeasurementError. */
  open(settings: Settings, host: Host, request: OpenRequest): Promise<OpenProbe>;
}

/** Declares a probe; keeps the settings' type together with `open`, and forgets it for the registry. */
export const defineProbe = <Settings>(probe: Probe<Settings>): Probe<Settings> => probe;

/** What the registry holds: probes whose settings are parsed by their own schema before `open`. */
// biome-ignore lint/suspicious/noExplicitAny: each probe has settings of its own type, parsed by its own schema
export type AnyProbe = Probe<any>;
