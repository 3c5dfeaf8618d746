import { readFileSync } from "node:fs";
import { expect } from "vitest";
import { parse } from "yaml";
import type { Curve } from "../../src/core/curve.js";
import { curveSchema } from "../../src/core/curve-schema.js";

/** Truth of the simulated regulator. */
export const truth = { aW: 0.6, bV: 0.045, cOhm: 0.0009 };
/** A curve's file as its schema reads it. */
export const readCurve = (text: string): Curve => curveSchema.parse(parse(text));

/** A loss polynomial. */
export interface Written {
  readonly model: { readonly aW: number; readonly bV: number; readonly cOhm: number; readonly covariance: number[][] };
}

/** The loss polynomial in a file. */
export function curveIn(file: string): Written {
  const curve = readCurve(readFileSync(file, "utf8"));
  if (curve.kind !== "regulator" || curve.model.form !== "loss") throw new Error(`${file} holds another curve`);
  return { model: curve.model };
}

/** Each coefficient within four standard uncertainties of the truth. */
export function expectTruth({ model }: Written): void {
  for (const [i, key] of (["aW", "bV", "cOhm"] as const).entries())
    expect(Math.abs(model[key] - truth[key])).toBeLessThan(4 * Math.sqrt(model.covariance[i]?.[i] ?? 0) + 1e-9);
}
