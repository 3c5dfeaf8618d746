import type { Samples } from "../../core/batch.js";
import type { Correction, Operating } from "../../core/correction.js";
import { columnsOf, type Rail } from "../../core/rail.js";
import { NANOS_PER_SECOND } from "../../core/units.js";
import { identity } from "../../correct/identity.js";
import { modeOf } from "../../energy/mode.js";
import { PowerValues } from "../../energy/power-values.js";
import { Decimator } from "../../report/html/decimator.js";
import type { Trace } from "../../report/html/trace.js";
import type { WatchedProbe } from "../summarize-recording.js";
import { CounterPowers } from "./counter-powers.js";
import { Loads } from "./loads.js";
import { withinOf } from "./within.js";

/** As the energy takes it (measurement.md 4.3): less than three periods are no gap. */
const SILENT_PERIODS = 3;

/** How much of each rail is kept. */
export interface Room {
  readonly most: number;
  readonly mostGaps: number;
}

interface TapOptions extends Room {
  readonly correction: Correction;
}

/** One rail's samples on their way: its course, corrected, and the loads under which its curve was used. */
export class RailTap {
  readonly rail: Rail;
  readonly correction: Correction;
  readonly loads = new Loads();
  readonly probe: string;
  readonly #decimator: Decimator;
  readonly #later: number;
  readonly #take: (samples: Samples) => void;
  readonly #volts = { sum: 0, count: 0 };

  constructor({ probe, rails, spacing }: WatchedProbe, rail: Rail, { correction, ...room }: TapOptions) {
    this.rail = rail;
    this.correction = correction;
    this.probe = probe;
    const silent = SILENT_PERIODS * Math.max(rail.period, spacing) * NANOS_PER_SECOND;
    this.#decimator = new Decimator({ ...room, silent });
    this.#later = modeOf(rail, spacing).later / NANOS_PER_SECOND;
    const first = columnsOf(rails.slice(0, rails.indexOf(rail))).length;
    this.#take = rail.measures === "energy-counter" ? this.#counter(first) : this.#power(first);
  }

  take(samples: Samples): void {
    this.#take(samples);
  }

  #power(first: number): (samples: Samples) => void {
    const values = new PowerValues(this.rail, first, this.correction);
    const watchLoads = this.#loadTaker(first);
    const watchVolts = this.#voltTaker(first);
    return (samples) => {
      const { at, length, values: watts } = values.fill(samples);
      this.#decimator.addAll(at, watts, length);
      watchVolts(samples);
      watchLoads(samples);
    };
  }

  /** What a curve goes by: the current where it is measured, else the power as it was shown. */
  #loadTaker(first: number): (samples: Samples) => void {
    if (this.correction.curve === null) return () => undefined;
    const current = this.rail.columns.findIndex(({ quantity }) => quantity === "current");
    const scale = this.rail.columns[current]?.scale ?? 1;
    const shown = new PowerValues(this.rail, first, identity(this.rail.point));
    return (samples) => {
      const values = current < 0 ? shown.fill(samples).values : samples.columns[first + current];
      for (let i = 0; i < samples.length; i++) this.loads.add((values?.[i] ?? Number.NaN) * (current < 0 ? 1 : scale));
    };
  }

  #voltTaker(first: number): (samples: Samples) => void {
    const voltage = this.rail.columns.findIndex(({ quantity }) => quantity === "voltage");
    if (voltage < 0) return () => undefined;
    const scale = this.rail.columns[voltage]?.scale ?? 1;
    return ({ columns, length }) => {
      const column = columns[first + voltage];
      // one in sixteen is enough for a mean that only errors go by
      for (let i = 0; i < length; i += 16) {
        const volts = (column?.[i] ?? Number.NaN) * scale;
        if (Number.isNaN(volts)) continue;
        this.#volts.sum += volts;
        this.#volts.count++;
      }
    };
  }

  #counter(first: number): (samples: Samples) => void {
    const powers = new CounterPowers(this.rail, first);
    return (samples) =>
      powers.take(samples, (at, watts, seconds) => {
        this.loads.add(watts);
        this.#decimator.add(
          at,
          this.correction.curve === null ? watts : this.correction.at({ powerW: watts }),
          seconds,
        );
      });
  }

  /** What the instrument shows at a power: with current and voltage where it gives both. */
  operating(powerW: number): Operating {
    const { sum, count } = this.#volts;
    if (count === 0 || !this.rail.columns.some(({ quantity }) => quantity === "current")) return { powerW };
    return { powerW, currentA: powerW / (sum / count), voltageV: sum / count };
  }

  trace(): Trace {
    const { rail, correction } = this;
    const course = earlier(this.#decimator.course(), this.#later);
    const { shape } = course;
    let highest = 0;
    for (const watts of shape.kind === "points" ? shape.watts : shape.max) if (watts > highest) highest = watts;
    return {
      ...course,
      probe: this.probe,
      rail: rail.id,
      point: correction.to,
      estimate: rail.point === "estimate",
      ...(rail.partOf !== undefined && { partOf: rail.partOf }),
      earlierS: this.#later,
      within: withinOf(this.probe, this, highest),
    };
  }
}

function earlier(course: ReturnType<Decimator["course"]>, byS: number): ReturnType<Decimator["course"]> {
  if (byS === 0) return course;
  const { shape } = course;
  const gaps = course.gaps.map((s) => s - byS);
  if (shape.kind === "buckets") return { ...course, gaps, shape: { ...shape, firstS: shape.firstS - byS } };
  return { ...course, gaps, shape: { ...shape, at: shape.at.map((s) => s - byS) } };
}
