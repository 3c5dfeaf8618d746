import type { Rail } from "../../core/rail.js";
import type { ReadingUncertainty } from "../../core/sink.js";
import { identity } from "../../correct/identity.js";
import { errorAt } from "../html/within.js";

/** From one entry of the table to the next. */
const STEP = 1.12;
/** Below a milliwatt, or a millivolt, an entry is as good as the next. */
const LEAST = 1e-3;
const DIGITS = 3;

/**
 * Standard uncertainty of a rail's readings: of the instrument's gain and offset, as it states them; noise and what lies
 * between samples are of a window. It is asked of every sample, so that it comes from a table, of the next larger entry:
 * at most 12 % too much, and never too little. Undefined for a model.
 */
export function uncertaintyOf(probe: string, rail: Rail): ReadingUncertainty | undefined {
  if (rail.point === "estimate" || rail.uncertainty.length === 0) return undefined;
  const instrument = { rail, correction: identity(rail.point), operating: (powerW: number) => ({ powerW }) };
  const split = rail.columns.some(({ quantity }) => quantity === "voltage");
  const table = new Map<number, number>();
  return (watts, volts) => {
    const [power, voltage] = [step(watts), split ? step(volts) : 0];
    const key = 1000 * power + voltage;
    let u = table.get(key);
    if (u === undefined) {
      const [powerW, voltageV] = [STEP ** power, STEP ** voltage];
      const operating = split ? { powerW, voltageV, currentA: powerW / STEP ** (voltage - 1) } : { powerW };
      u = Number(errorAt(probe, instrument, operating).toPrecision(DIGITS));
      table.set(key, u);
    }
    return u;
  };
}

const step = (value: number): number => Math.ceil(Math.log(Math.max(Math.abs(value), LEAST)) / Math.log(STEP));
