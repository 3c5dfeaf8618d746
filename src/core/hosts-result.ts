import type { ClockStatus } from "./clock-status.js";
import type { Finding, Verdict } from "./finding.js";
import type { Point } from "./rail.js";
import type { Figure } from "./result.js";
import type { BudgetLine } from "./uncertainty.js";

/** What is given for a host or for all: a declared total, or a rail that is in none. */
export interface HostsSubject {
  readonly of: string;
  readonly point: Point;
  /** True for a model without a sensor: never to be shown without the word ESTIMATE. */
  readonly estimate: boolean;
  /** null when no quiet number can be given. */
  readonly energyJ: Figure | null;
  readonly meanPowerW: Figure | null;
}

/** The same on one host, with the share of the window that its samples account for. */
export interface HostSubject extends HostsSubject {
  readonly coverage: number;
}

/** A sum over hosts, at one point. */
export interface HostsTotal extends HostsSubject {
  readonly hosts: readonly string[];
  /** Hosts that have nothing at this point, or no number. */
  readonly without: readonly string[];
  /** The energy's error sources, largest first, in joules. */
  readonly budget: readonly BudgetLine[];
}

/** A span on the wall clock: nanoseconds since 1970 as decimal strings. */
export interface WallSpan {
  readonly fromNs: string;
  readonly toNs: string;
  readonly durationS: number;
}

/** One host of a run. */
export interface HostResult {
  readonly host: string;
  /** Its recording's own id. */
  readonly recording: string;
  readonly command: readonly string[];
  /** Its command, or its whole recording, and what was measured in it. */
  readonly own: WallSpan & { readonly subjects: readonly HostSubject[] };
  /** The same in the window in which all hosts are measured; absent where there is none. */
  readonly common?: readonly HostSubject[];
  /** How well its wall clock is known. */
  readonly clock: ClockStatus;
  /** False where the database has no ending of its recording. */
  readonly complete: boolean;
  readonly verdict: Verdict;
}

/** `joulemark/hosts/v1`: a run of several hosts, each by itself and together. */
export interface HostsResult {
  readonly schema: "joulemark/hosts/v1";
  readonly run: string;
  readonly hosts: readonly HostResult[];
  /** Hosts that were expected and have nothing under this id. */
  readonly missing: readonly string[];
  /** The window in which all of `hosts` are measured; null where there is none. */
  readonly window: WallSpan | null;
  /** Over that window. */
  readonly totals: readonly HostsTotal[];
  readonly quality: { readonly verdict: Verdict; readonly findings: readonly Finding[] };
}
