import type { RecordedEvent } from "../../core/recording.js";
import type { Nanoseconds } from "../../core/units.js";

interface Edge {
  readonly at: Nanoseconds;
  readonly phase: string;
}

/** Edges before the last so many are of samples long sent. */
const MOST = 10_000;

/**
 * What was going on when, by the events so far: `warmup`, `command`, a phase of the run around them, or nothing. Marks of
 * the measured program are no phases: they may be any number.
 */
export class Phases {
  #edges: Edge[] = [];
  #execution = "";

  add(event: RecordedEvent): void {
    if (event.type === "execution-start") {
      this.#execution = event.warmup ? "warmup" : "command";
      this.#begin(event.at, this.#execution);
    } else if (event.type === "execution") {
      this.#execution = "";
      this.#begin(event.execution.to, "");
    } else if (event.type === "mark" && event.mark.source === "phase") {
      const { kind, name, at } = event.mark;
      this.#begin(at, kind === "begin" ? name : this.#execution);
    }
  }

  #begin(at: Nanoseconds, phase: string): void {
    this.#edges.push({ at, phase });
    if (this.#edges.length > MOST) this.#edges = this.#edges.slice(-MOST / 2);
  }

  readonly at = (instant: Nanoseconds): string => {
    for (let k = this.#edges.length - 1; k >= 0; k--) {
      const edge = this.#edges[k];
      if (edge !== undefined && edge.at <= instant) return edge.phase;
    }
    return "";
  };
}
