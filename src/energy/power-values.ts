import type { Samples } from "../core/batch.js";
import type { Correction } from "../core/correction.js";
import type { Rail } from "../core/rail.js";
import type { RailChunk } from "./span.js";

const noSegments = new Int32Array(0);

/** The power of a rail's samples in watts, corrected: the product of its columns, in buffers that are used again. */
export class PowerValues {
  readonly #rail: Rail;
  readonly #first: number;
  readonly #correction: Correction;
  readonly #current: number;
  readonly #voltage: number;
  #watts = new Float64Array(0);
  #amperes = new Float64Array(0);
  #volts = new Float64Array(0);

  /** `first` is the index of the rail's first column in the probe's samples. */
  constructor(rail: Rail, first: number, correction: Correction) {
    this.#rail = rail;
    this.#first = first;
    this.#correction = correction;
    this.#current = rail.columns.findIndex(({ quantity }) => quantity === "current");
    this.#voltage = rail.columns.findIndex(({ quantity }) => quantity === "voltage");
  }

  fill({ length, at, columns }: Samples): RailChunk {
    if (this.#watts.length < length) this.#watts = new Float64Array(length);
    this.#rail.columns.forEach(({ scale }, k) => {
      const column = columns[this.#first + k] ?? new Float64Array(length).fill(Number.NaN);
      if (k === 0) copyScaled(this.#watts, column, { length, scale });
      else multiplyScaled(this.#watts, column, { length, scale });
    });
    if (this.#correction.curve !== null) this.#correct(columns, length);
    return { length, at, values: this.#watts, segments: noSegments };
  }

  /** Curves over the current take it as it was measured, not as the quotient of power and voltage. */
  #correct(columns: Samples["columns"], length: number): void {
    const powerW = this.#watts;
    if (this.#current < 0 || this.#voltage < 0) {
      this.#correction.apply({ length, powerW });
      return;
    }
    if (this.#amperes.length < length) {
      this.#amperes = new Float64Array(length);
      this.#volts = new Float64Array(length);
    }
    this.#copy(this.#amperes, columns, { of: this.#current, length });
    this.#copy(this.#volts, columns, { of: this.#voltage, length });
    this.#correction.apply({ length, powerW, currentA: this.#amperes, voltageV: this.#volts });
  }

  #copy(target: Float64Array, columns: Samples["columns"], { of, length }: { of: number; length: number }): void {
    const column = columns[this.#first + of] ?? new Float64Array(length).fill(Number.NaN);
    copyScaled(target, column, { length, scale: this.#rail.columns[of]?.scale ?? Number.NaN });
  }
}

interface Scaling {
  readonly length: number;
  readonly scale: number;
}

function copyScaled(target: Float64Array, column: Float64Array, { length, scale }: Scaling): void {
  for (let i = 0; i < length; i++) target[i] = (column[i] ?? Number.NaN) * scale;
}

function multiplyScaled(target: Float64Array, column: Float64Array, { length, scale }: Scaling): void {
  for (let i = 0; i < length; i++) target[i] = (target[i] ?? Number.NaN) * (column[i] ?? Number.NaN) * scale;
}
