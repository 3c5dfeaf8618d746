import type { NamedProbe } from "../acquire/open.js";
import type { Mark } from "../core/mark.js";
import type { Marker } from "../core/marker.js";

/** Tells probes of marks, and hands on what they made of them; a probe that fails at it has made nothing of it. */
export class ToldMarks {
  readonly #probes: readonly NamedProbe[];
  readonly #onMarker: (probe: string, marker: Marker) => void;
  readonly #pending = new Set<Promise<void>>();

  constructor(probes: readonly NamedProbe[], onMarker: (probe: string, marker: Marker) => void) {
    this.#probes = probes;
    this.#onMarker = onMarker;
  }

  tell(mark: Mark): void {
    for (const { name, open } of this.#probes) {
      if (open.mark === undefined) continue;
      const told = open.mark(mark).then(
        (marker) => {
          if (marker !== undefined) this.#onMarker(name, marker);
        },
        () => undefined,
      );
      this.#pending.add(told);
      void told.then(() => this.#pending.delete(told));
    }
  }

  /** When every probe has answered. */
  async settled(): Promise<void> {
    await Promise.all(this.#pending);
  }
}
