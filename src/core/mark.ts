import type { Nanoseconds, Seconds } from "./units.js";

/** An instant named by the measured program, and how well it is known. */
export interface Mark {
  readonly kind: "begin" | "end";
  readonly name: string;
  readonly at: Nanoseconds;
  /** Half-width of the interval the true instant lies in. */
  readonly within: Seconds;
  /** Where it came from: `command` (ours, around the child), `phase` (the idle, warm-up and cooldown of a run), `fd`, `cli`, `regex`. */
  readonly source: "command" | "phase" | "fd" | "cli" | "regex";
}

/** The span between two marks. Windows may nest and overlap. */
export interface Window {
  readonly name: string;
  readonly from: Nanoseconds;
  readonly to: Nanoseconds;
  /** Half-widths of both edges. */
  readonly fromWithin: Seconds;
  readonly toWithin: Seconds;
  readonly source: Mark["source"];
}
