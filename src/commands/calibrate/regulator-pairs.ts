import type { CommonGains } from "../../../calibration/fit/gains.js";
import type { PairedPoints } from "../../../calibration/fit/points.js";
import type { PairedPoint, PointValue } from "../../../calibration/pair/points.js";
import type { Trace } from "../../../calibration/pair/trace.js";
import { MeasurementError } from "../../core/error.js";
import type { Rail } from "../../core/rail.js";
import { gainOf, resolutionU } from "./rail-errors.js";
import { nameOf } from "./rail-word.js";
import type { RecordedRail } from "./recorded-rails.js";
import type { OutputScatter } from "./source.js";

/** The output side: what is to be averaged over each load step, and how its means become voltage and current. */
export interface OutputSide {
  readonly traces: readonly Trace[];
  readonly gains: Omit<CommonGains, "input">;
  /** Voltage and current with the standard uncertainties of their noise and their samples' scatter, from the means of the traces. */
  valuesOf(values: readonly PointValue[]): { readonly v: Noisy; readonly i: Noisy };
}

interface Noisy {
  readonly value: number;
  readonly u: number;
  readonly sd: number;
}

/** A rail that measures voltage and current gives both; one that shows power needs a voltage. Throws CONFIG without. */
export function sideOf(post: RecordedRail, voutV: number | undefined): OutputSide {
  const { rail, samples } = post;
  const { voltage, current, power } = samples;
  const noisy = (value: PointValue | undefined, of: "voltage" | "current" | "power"): Noisy =>
    value === undefined
      ? { value: Number.NaN, u: Number.NaN, sd: Number.NaN }
      : { value: value.mean, u: Math.hypot(value.u, resolutionU(rail, of, value.sd)), sd: value.sd };
  if (voltage !== undefined && current !== undefined)
    return {
      traces: [voltage, current],
      gains: { voltage: gainOf(rail, ["voltage"]), current: gainOf(rail, ["current"]) },
      valuesOf: ([v, i]) => ({ v: noisy(v, "voltage"), i: noisy(i, "current") }),
    };
  if (voutV === undefined) throw powerOnly(nameOf(post));
  return {
    traces: [power],
    gains: { current: gainOf(rail, ["power", "voltage", "current", "energy"]) },
    valuesOf: ([p]) => {
      const watts = noisy(p, "power");
      return {
        v: { value: voutV, u: 0, sd: 0 },
        i: { value: watts.value / voutV, u: watts.u / voutV, sd: watts.sd / voutV },
      };
    },
  };
}

/** Load steps as points of a regulator. */
export function pointsOf(points: readonly PairedPoint[], side: OutputSide, pre: Rail): PairedPoints {
  const rows = points.map(({ values }) => {
    const input = values.at(-1);
    const u = input === undefined ? Number.NaN : Math.hypot(input.u, resolutionU(pre, "power", input.sd));
    return { ...side.valuesOf(values), input: { value: input?.mean ?? Number.NaN, u } };
  });
  const column = (pick: (row: (typeof rows)[number]) => number) => Float64Array.from(rows, pick);
  const noise = {
    currentA: column(({ i }) => i.u),
    voltageV: column(({ v }) => v.u),
    inputW: column(({ input }) => input.u),
  };
  // An instrument without noise or resolution states nothing: the residuals have to.
  const known = noise.inputW.some((u) => u > 0) || noise.currentA.some((u) => u > 0);
  return {
    currentA: column(({ i }) => i.value),
    voltageV: column(({ v }) => v.value),
    inputW: column(({ input }) => input.value),
    step: Int32Array.from(points, ({ step }) => step),
    ...(known && { noise }),
  };
}

/** How much the output's samples scattered within each step. */
export function scatterOf(points: readonly PairedPoint[], side: OutputSide): OutputScatter {
  const rows = points.map(({ values }) => side.valuesOf(values));
  return {
    currentA: Float64Array.from(rows, ({ i }) => i.sd),
    // both may swing together
    powerW: Float64Array.from(rows, ({ v, i }) => v.value * i.sd + i.value * v.sd),
  };
}

const powerOnly = (name: string): MeasurementError =>
  new MeasurementError(
    "CONFIG",
    `${name} gives power alone, and what a regulator loses goes by its current`,
    "State its voltage with --vout VOLTS, or name a rail that measures voltage and current",
  );
