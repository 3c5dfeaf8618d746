import type { RecordedEvent } from "../../core/recording.js";
import type { Nanoseconds } from "../../core/units.js";

interface Edge {
  readonly at: Nanoseconds;
  readonly phase: string;
}

/** More than the executions that a run may have, with their phases, come to: edges before the last so many are of samples long sent. */
const MOST = 200_000;

/**
 * What was going on when, by the events so far: `warmup`, `command`, a phase of the run around them, or nothing. Marks of
 * the measured program are no phases: they may be any number.
 */
export class Phases {
  /** In the order of time, which is that in which they came but for what was taken back. */
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

  /** What came last holds from its instant on, whatever was said of later ones before. */
  #begin(at: Nanoseconds, phase: string): void {
    while ((this.#edges.at(-1)?.at ?? at - 1n) >= at) this.#edges.pop();
    this.#edges.push({ at, phase });
    if (this.#edges.length > MOST) this.#edges = this.#edges.slice(-MOST / 2);
  }

  readonly at = (instant: Nanoseconds): string => {
    let [low, high] = [0, this.#edges.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#edges[middle]?.at ?? instant) <= instant) low = middle + 1;
      else high = middle;
    }
    return this.#edges[low - 1]?.phase ?? "";
  };
}
