import type { Figure, Interval, RailResult, TotalResult, WindowResult } from "../core/result.js";
import { figureText, intervalText, MISSING, rangeText, shareText } from "./number.js";
import { clean } from "./text.js";
import { pointText } from "./words.js";

/** One rail or total as text, for the tables that people read. */
export interface Row {
  readonly kind: "rail" | "total";
  /** What the texts are of. */
  readonly of: RailResult | TotalResult;
  readonly probe: string;
  readonly name: string;
  /** How many rails contain this one. */
  readonly depth: number;
  readonly point: string;
  readonly energy: string;
  readonly power: string;
  readonly range: string;
  readonly samples: string;
  readonly coverage: string;
  /** What must stand beside the numbers: why one is missing, what an interval rests on, flags. */
  readonly notes: readonly string[];
}

/** Rails with those they contain right below them; every rail appears once, also when `partOf` names no rail or a circle. */
export function railTree(
  rails: readonly RailResult[],
): readonly { readonly rail: RailResult; readonly depth: number }[] {
  const placed = new Set<RailResult>();
  const lines: { rail: RailResult; depth: number }[] = [];
  const place = (rail: RailResult, depth: number) => {
    if (placed.has(rail)) return;
    placed.add(rail);
    lines.push({ rail, depth });
    for (const part of rails) if (part.partOf === rail.rail && part.probe === rail.probe) place(part, depth + 1);
  };
  const contained = (rail: RailResult) =>
    rails.some((other) => other.rail === rail.partOf && other.probe === rail.probe && other !== rail);
  for (const rail of rails) if (!contained(rail)) place(rail, 0);
  for (const rail of rails) place(rail, 0);
  return lines;
}

interface Measured {
  readonly energyJ: Figure | null;
  readonly meanPowerW: Figure | null;
  readonly energyIntervalJ?: Interval;
}

/** The energy, or the bounds it lies in, or the dash. */
export function energyText({ energyJ, energyIntervalJ }: Measured): string {
  if (energyJ !== null) return figureText(energyJ, "J");
  return energyIntervalJ === undefined ? MISSING : intervalText(energyIntervalJ, "J");
}

/** Mean power, or the dash. */
export const powerText = ({ meanPowerW }: Measured): string =>
  meanPowerW === null ? MISSING : figureText(meanPowerW, "W");

function energyNotes({ energyJ, energyIntervalJ }: Measured, flags: readonly string[]): readonly string[] {
  const because = flags.map(clean).join(", ");
  const see = because === "" ? [] : [`see ${because}`];
  if (energyJ !== null) return see;
  if (energyIntervalJ !== undefined) return [`interval: assumes ${clean(energyIntervalJ.assumes)}`, ...see];
  return [`no energy: ${because === "" ? "no finding says why" : `see ${because}`}`];
}

/** By which curve and how far it is to be trusted; a sensor that was corrected stays at its point. */
function correctionNotes({ curve, from, to, quality }: RailResult["correction"]): readonly string[] {
  if (curve === null) return [];
  const way = from === to ? `corrected at ${from}` : `corrected from ${from} to ${to}`;
  return [`${way} by ${clean(curve)}${quality === undefined ? "" : ` (${quality})`}`];
}

function railRow(rail: RailResult, depth: number): Row {
  return {
    kind: "rail",
    of: rail,
    probe: rail.probe,
    name: clean(rail.rail),
    depth,
    point: pointText(rail),
    energy: energyText(rail),
    power: powerText(rail),
    range: rangeText(rail.minW, rail.maxW, "W"),
    samples: String(rail.samples),
    coverage: shareText(rail.coverage),
    notes: [...energyNotes(rail, rail.flags), ...correctionNotes(rail.correction)],
  };
}

function totalRow(total: TotalResult, rails: readonly RailResult[]): Row {
  const parts = rails.filter((rail) => rail.probe === total.probe && total.parts.includes(rail.rail));
  const flags = [...new Set(parts.flatMap((rail) => rail.flags))];
  const sum = `${total.parts.map(clean).join(" + ")}${total.scope === total.name ? "" : `; ${clean(total.scope)}`}`;
  return {
    kind: "total",
    of: total,
    probe: total.probe,
    name: `total ${clean(total.name)}`,
    depth: 0,
    point: pointText(total),
    energy: energyText(total),
    power: powerText(total),
    range: "",
    samples: "",
    coverage: shareText(total.coverage),
    notes: [`= ${sum}`, ...energyNotes(total, flags)],
  };
}

/** The rows of a window by probe, in the result's order: the rails as a tree, then the totals. */
export function rowsByProbe({ rails, totals }: WindowResult): ReadonlyMap<string, readonly Row[]> {
  const probes = [...new Set([...rails, ...totals].map(({ probe }) => probe))];
  const rowsOf = (name: string): readonly Row[] => [
    ...railTree(rails.filter(({ probe }) => probe === name)).map(({ rail, depth }) => railRow(rail, depth)),
    ...totals.filter(({ probe }) => probe === name).map((total) => totalRow(total, rails)),
  ];
  return new Map(probes.map((probe) => [probe, rowsOf(probe)]));
}
