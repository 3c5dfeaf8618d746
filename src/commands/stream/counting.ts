import type { Clock } from "../../core/clock.js";
import type { Opened } from "../../core/sink.js";
import type { Nanoseconds } from "../../core/units.js";

/** What a target took of us so far. */
export interface Taken {
  /** Samples of rails. */
  samples: number;
  refused: number;
  /** When it last refused something for good. */
  refusedAt?: Nanoseconds;
  /** Milliseconds since 1970, for people and databases. */
  lastWallMs?: number;
  /** Since when it has been asked to take the same piece. */
  askedSince?: Nanoseconds | undefined;
}

/** A target that is watched taking what it is given. */
export const counting = (opened: Opened, taken: Taken, clock: Clock): Opened => ({
  ...opened,
  begin: (run) => {
    const sink = opened.begin(run);
    return {
      ...(sink.holds !== undefined && { holds: sink.holds.bind(sink) }),
      async send(piece, signal) {
        taken.askedSince = clock.now();
        const refused = await sink.send(piece, signal);
        taken.askedSince = undefined;
        taken.lastWallMs = clock.wall();
        taken.refused += refused.length;
        if (refused.length > 0) taken.refusedAt = clock.now();
        if (piece.kind === "samples") taken.samples += piece.at.length * piece.probe.rails.length;
        return refused;
      },
      [Symbol.asyncDispose]: () => sink[Symbol.asyncDispose](),
    };
  },
});
