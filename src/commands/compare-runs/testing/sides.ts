import type { Point } from "../../../core/rail.js";
import { meanAndSd } from "../../../core/stats.js";
import { quantity } from "../../../core/uncertainty.js";
import type { RunsSide, SideNumber } from "../side.js";

/** What a side of a test is told to be; the rest is that of a good one. */
export interface Told extends Partial<Omit<RunsSide, "numbers">> {
  readonly energies?: readonly number[];
  readonly point?: Point;
  readonly of?: string;
  readonly coverage?: number;
}

/** A side by the energies of its runs, each of 10 s, of an instrument of 2 % that equal sides share. */
export function side(
  label: string,
  { energies = [100, 101, 99], point = "wall", of = "board", coverage = 1, ...more }: Told = {},
): RunsSide {
  const work = "work" in more ? more.work : { unit: "img", counts: energies.map(() => 50) };
  const at = { kind: "total", probe: "meter", point, coverage, of } as const;
  const over = (what: SideNumber["what"], unit: string, values: readonly number[]) =>
    number(label, { ...at, what, unit }, values);
  const efficiency = energies.map((energy, k) => (work?.counts[k] ?? 0) / energy);
  return {
    ...{ label, id: `run-${label}`, name: undefined, command: ["load", label], version: "0", runs: energies.length },
    host: { hostname: "host", cpu: "cpu", arch: "arch" },
    load: undefined,
    ...{ curves: [], conditions: [], quality: { verdict: "good", findings: [] }, window: "command" },
    devices: new Map([["meter", "host / cpu / arch / meter / serial 1"]]),
    ...more,
    work,
    numbers: [
      over("energyJ", "J", energies),
      over(
        "meanPowerW",
        "W",
        energies.map((energy) => energy / 10),
      ),
      ...(work === undefined ? [] : [over("efficiency", `${work.unit}/s/W`, efficiency)]),
    ],
  };
}

function number(
  label: string,
  what: Omit<SideNumber, "runs" | "sd" | "mean" | "scatter">,
  values: readonly number[],
): SideNumber {
  const { mean, sd } = meanAndSd(values);
  const scatter = values.length < 2 ? undefined : `${label}: runs`;
  const gain = [["gain @ serial 1", 0.02 * mean]] as const;
  const own = scatter === undefined ? [] : [[scatter, sd / Math.sqrt(values.length)] as const];
  const dof = scatter === undefined ? [] : [[scatter, values.length - 1] as const];
  return {
    ...what,
    runs: values.length,
    sd: scatter === undefined ? null : sd,
    mean: quantity(mean, [...gain, ...own], { dof }),
    scatter,
  };
}
