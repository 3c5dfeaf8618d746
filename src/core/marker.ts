import type { Mark } from "./mark.js";
import type { Nanoseconds, Seconds } from "./units.js";

/**
 * A mark that a probe put into its own instrument's stream (a byte that comes back as a bit, an edge on a wire), so that
 * the stream itself shows where it was (measurement.md 3.4).
 */
export interface Marker {
  readonly kind: Mark["kind"];
  readonly name: string;
  /** When it was sent: the middle of the instants before and after the call, and half their distance. */
  readonly sent: Nanoseconds;
  readonly within: Seconds;
  /** The sample in which the stream shows it: the instant that it was given, and the device's own clock; absent when it never came back. */
  readonly returned?: { readonly at: Nanoseconds; readonly clock: Seconds };
  /** The recorded column in which its edge is to be looked for. */
  readonly column?: string;
}
