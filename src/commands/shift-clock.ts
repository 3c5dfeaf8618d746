import type { NamedProbe } from "../acquire/open.js";
import type { Batch } from "../core/batch.js";
import type { Clock } from "../core/clock.js";
import { MeasurementError } from "../core/error.js";
import { columnsOf } from "../core/rail.js";
import { Random } from "../core/random.js";
import type { ShiftPlanned } from "../core/recording.js";
import { NANOS_PER_SECOND, type Nanoseconds, nanoseconds, type Seconds } from "../core/units.js";
import { partTimeOf, planShifts, type ShiftPlan } from "../steady/shifts.js";

/** Pauses are uniform up to this: what else goes on in the machine is then not in step with the starts (measurement.md 4.4). */
const LONGEST_PAUSE: Seconds = 1;

/** Begins runs at chosen places in the period of one rail's sensor, by when its values change. */
export class ShiftClock {
  readonly plan: ShiftPlan;
  readonly #probe: string;
  readonly #rail: string;
  /** The rail's columns. */
  readonly #columns: readonly number[];
  readonly #random: Random;
  #last: readonly number[] = [];
  #edge: Nanoseconds | undefined;
  #seen: Nanoseconds = 0n;

  /**
   * For the rail with the longest period among those that look part of the time. Throws CONFIG where there is none: then
   * shifted starts change nothing.
   */
  constructor(probes: readonly NamedProbe[], { shifts, seed }: { readonly shifts: number; readonly seed: number }) {
    const [chosen] = probes.flatMap(partTimeRails).sort((a, b) => b.part.period - a.part.period);
    if (chosen === undefined) throw nothingToShift(probes);
    this.plan = planShifts(chosen.part, shifts);
    this.#probe = chosen.probe;
    this.#rail = chosen.rail;
    this.#columns = chosen.columns;
    this.#random = new Random(seed);
  }

  /** What the user hears before the first run. */
  get text(): string {
    const { period, width, shifts, step } = this.plan;
    const sees = width > 0 ? `${millis(width)} of every ${millis(period)}` : `an instant every ${millis(period)}`;
    return `${this.#rail} sees ${sees}: ${shifts} runs, begun ${millis(step)} apart in that period`;
  }

  /** A sensor's value changes when it has a new one; one that stays the same may still have been read anew. */
  add({ probe, at, columns }: Batch): void {
    if (probe !== this.#probe) return;
    for (let i = 0; i < at.length; i++) {
      const values = this.#columns.map((column) => columns[column]?.[i] ?? Number.NaN);
      if (values.some(Number.isNaN)) continue;
      this.#seen = at[i] ?? this.#seen;
      if (values.some((value, k) => value !== this.#last[k])) this.#edge = this.#seen;
      this.#last = values;
    }
  }

  /** When a run is to begin: after a random pause, at its place in the period. */
  next(shift: number, clock: Clock): Omit<ShiftPlanned, "execution"> {
    const { period, width, shifts, step } = this.plan;
    const nanos = nanoseconds(period);
    const earliest = clock.now() + nanoseconds(LONGEST_PAUSE * this.#random.uniform());
    const wanted = (this.#edge ?? this.#seen) + nanoseconds((shift * step) % period);
    const at = earliest + ((((wanted - earliest) % nanos) + nanos) % nanos);
    return { type: "shift", shift, shifts, at, probe: this.#probe, rail: this.#rail, period, width };
  }
}

interface Candidate {
  readonly probe: string;
  readonly rail: string;
  readonly columns: readonly number[];
  readonly part: { readonly period: Seconds; readonly width: Seconds };
}

function partTimeRails({ name: probe, open: { rails } }: NamedProbe): readonly Candidate[] {
  return rails.flatMap((rail, k) => {
    const part = rail.point === "estimate" ? undefined : partTimeOf(rail);
    const first = columnsOf(rails.slice(0, k)).length;
    return part === undefined ? [] : { probe, rail: rail.id, columns: rail.columns.map((_, c) => first + c), part };
  });
}

const nothingToShift = (probes: readonly NamedProbe[]): MeasurementError =>
  new MeasurementError(
    "CONFIG",
    `--phase-shift changes nothing: no rail of ${probes.map(({ name }) => name).join(", ") || "any instrument"} looks only part of the time`,
    "Use --repeat; counters, and means over their whole period, miss nothing however a run begins",
  );

const millis = (span: Seconds): string => `${Number(((span * NANOS_PER_SECOND) / 1e6).toPrecision(3))} ms`;
