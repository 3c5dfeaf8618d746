/** A number that carries its unit in the type, so that watts cannot be passed where joules are meant. */
export type Unit<Name extends string> = number & { readonly [unit]?: Name };
declare const unit: unique symbol;

/** Electrical power in watts (SI). */
export type Watts = Unit<"W">;
/** Energy in joules (SI). */
export type Joules = Unit<"J">;
/** A span of time in seconds. */
export type Seconds = Unit<"s">;
/** An instant on the host's CLOCK_MONOTONIC, in nanoseconds. Never a wall-clock time. */
export type Nanoseconds = bigint;

/** Nanoseconds in a second. */
export const NANOS_PER_SECOND = 1e9;

/** The span from `from` to `to`, in seconds; exact to the nanosecond for spans below 104 days. */
export const secondsBetween = (from: Nanoseconds, to: Nanoseconds): Seconds => Number(to - from) / NANOS_PER_SECOND;

/** A span in seconds as whole nanoseconds, for adding to an instant. */
export const nanoseconds = (span: Seconds): Nanoseconds => BigInt(Math.round(span * NANOS_PER_SECOND));
