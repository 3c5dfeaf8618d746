import type { Comparison } from "../core/comparison.js";
import type { Finding } from "../core/finding.js";
import type { Quantity } from "../core/quantity.js";
import type { Result, SideResult } from "../core/result.js";
import { meanAndSd } from "../core/stats.js";
import { quantity } from "../core/uncertainty.js";
import { cautionsOf } from "./compare-runs/cautions.js";
import { comparisonFrom } from "./compare-runs/comparison-from.js";
import { averaged } from "./compare-runs/conditions.js";
import { type BlocksOf, type Holding, holdPaired } from "./compare-runs/held.js";
import { keyOf, type RunsSide } from "./compare-runs/side.js";
import { sideNumber } from "./compare-runs/side-number.js";
import { deviceKey, placing, type Shared } from "./compare-runs/sources.js";
import { curvesOf } from "./compare-sides.js";
import { type Interleaving, interleavingOf } from "./interleaving.js";
import type { RecordingToSummarize } from "./summarize-recording.js";
import { numbersOfRuns, type RunNumbers, sharedBy, statisticsOf } from "./summarize-statistics.js";
import type { MeasuredWindow } from "./summarize-subjects.js";
import { wholeRuns, workCount } from "./summarize-work.js";

/** The runs of one of two interleaved commands, those of whole blocks alone; block by block in the same order as the other's. */
export interface SideRuns {
  readonly label: "A" | "B";
  readonly command: readonly string[];
  readonly runs: readonly MeasuredWindow[];
}

/** Both commands of a recording that interleaves them. */
export interface BothSides {
  readonly sides: readonly [first: SideRuns, second: SideRuns];
  /** Blocks that were asked for; NaN where nobody knows. */
  readonly asked: number;
}

/** The sides of a recording; undefined where one command was run. */
export function bothSidesOf(
  { manifest: { settings, work } }: Pick<RecordingToSummarize, "manifest">,
  windows: readonly MeasuredWindow[],
): BothSides | undefined {
  const ab = interleavingOf(settings);
  if (ab === undefined) return undefined;
  const [warmup, repeat] = ["warmup", "repeat"].map((key) => Number(settings[key] ?? 0));
  const blocks = wholeBlocks(wholeRuns(windows, work), warmup ?? 0);
  const side = (label: "A" | "B", command: Interleaving["first"]): SideRuns => ({
    ...{ label, command },
    runs: blocks.flatMap((block) => block.filter(({ execution }) => execution?.label === label)),
  });
  return { sides: [side("A", ab.first), side("B", ab.second)], asked: (repeat ?? Number.NaN) / 2 };
}

/** Blocks of which both runs ended well. */
function wholeBlocks(runs: readonly MeasuredWindow[], warmup: number): readonly (readonly MeasuredWindow[])[] {
  const blocks = new Map<number, MeasuredWindow[]>();
  for (const run of runs) {
    const block = Math.floor(((run.execution?.index ?? 0) - warmup) / 2);
    blocks.set(block, [...(blocks.get(block) ?? []), run]);
  }
  return [...blocks.values()].filter(
    (block) => new Set(block.map(({ execution }) => execution?.label)).size === 2 && block.length === 2,
  );
}

/** Blocks that one of the commands did not come through. */
export function blockFindings({ sides, asked }: BothSides): readonly Finding[] {
  const whole = sides[0].runs.length;
  if (!(whole < asked)) return [];
  return [
    {
      code: "blocks-incomplete",
      severity: "degraded",
      message: `${whole} of ${asked} blocks have a run of either command that ended well: the comparison is of those, and all other runs are in no statistic`,
      remedy: "See why a command failed or was interrupted, and measure again",
    },
  ];
}

/** `sides` and `comparison` of the result: what each command's runs say, and both held against each other block by block. */
export function sidesPart(
  recording: RecordingToSummarize,
  both: BothSides | undefined,
  { windows, quality }: { readonly windows: readonly MeasuredWindow[]; readonly quality: Result["quality"] },
): Pick<Result, "sides" | "comparison"> {
  if (both === undefined) return {};
  const { work } = recording.manifest;
  const sides = both.sides.map(
    ({ label, command, runs }): SideResult => ({ label, command: [...command], statistics: statisticsOf(runs, work) }),
  );
  if (both.sides[0].runs.length === 0) return { sides };
  return { sides, comparison: compared(recording, both, { windows, quality }) };
}

function compared(
  { manifest }: RecordingToSummarize,
  { sides: [first, second] }: BothSides,
  { windows, quality }: { readonly windows: readonly MeasuredWindow[]; readonly quality: Result["quality"] },
): Comparison {
  const { host, probes } = manifest;
  const curves = curvesOf(windows);
  const shared: Shared = {
    ...{ host, probes },
    curves: curves.flatMap(({ curve }) => curve.split(" + ")),
    synced: new Set(),
    inOne: true,
  };
  const tables = tablesOf([first.runs, second.runs], manifest.work);
  const [a, b] = [first, second].map(({ label, command, runs }, k): RunsSide => {
    const counts = runs.flatMap(({ execution }) => workCount(manifest.work, execution) ?? []);
    const place = placing(label, shared);
    return {
      ...{ label, command, host, curves, quality, version: manifest.version, load: undefined },
      ...{ id: manifest.id, name: manifest.name, runs: runs.length },
      work: manifest.work === undefined || counts.length === 0 ? undefined : { unit: manifest.work.unit, counts },
      conditions: averaged(runs.map(({ conditions }) => conditions)),
      window: runs[0]?.window.name ?? "",
      numbers: tables.flatMap((pair) => sideNumber(pair[k === 0 ? 0 : 1], { label, runs, place }) ?? []),
      devices: new Map(probes.map((probe) => [probe.name, deviceKey(host, probe)])),
    };
  });
  if (a === undefined || b === undefined) throw new Error("two sides have become fewer");
  return comparisonFrom([a, b], { hold: holding(tables, shared), findings: cautionsOf(a, b) });
}

type Pair = readonly [first: RunNumbers, second: RunNumbers];

/** Every number of both; a block that lacks it on one side lacks it on both. */
function tablesOf(
  [first, second]: readonly [readonly MeasuredWindow[], readonly MeasuredWindow[]],
  work: RecordingToSummarize["manifest"]["work"],
): readonly Pair[] {
  const theirs = new Map(numbersOfRuns(second, work).map((one) => [keyOf(one), one]));
  return numbersOfRuns(first, work).flatMap((one): Pair[] => {
    const their = theirs.get(keyOf(one));
    if (their === undefined) return [];
    const inBoth = (k: number) => one.values[k] !== null && their.values[k] !== null;
    const kept = (numbers: RunNumbers): RunNumbers => ({
      ...numbers,
      values: numbers.values.filter((_, k) => inBoth(k)),
    });
    return [[kept(one), kept(their)]];
  });
}

function holding(tables: readonly Pair[], shared: Shared): Holding {
  const known = new Map(tables.map((pair) => [keyOf(pair[0]), pair]));
  return (first) => {
    const pair = known.get(keyOf(first));
    if (pair === undefined) throw new Error(`no blocks of ${keyOf(first)}`);
    return holdPaired(blocksOf(pair, shared));
  };
}

function blocksOf([first, second]: Pair, shared: Shared): BlocksOf {
  const of = ({ values }: RunNumbers) => values.filter((value) => value !== null);
  const [a, b] = [of(first), of(second)];
  return {
    first: a.map(({ value }) => value),
    second: b.map(({ value }) => value),
    shared: [placing("A", shared)(lasting(a)), placing("B", shared)(lasting(b))],
  };
}

/** The mean with what acts on all runs alike: what each has of its own is in the scatter of the blocks. */
function lasting(values: readonly Quantity[]): Quantity {
  const [only] = values;
  if (only !== undefined && values.length === 1) return only;
  const { mean } = meanAndSd(values.map(({ value }) => value));
  return quantity(mean, sharedBy(values), {
    dof: values.flatMap((value) => [...value.dof]),
    shapes: values.flatMap((value) => [...value.shapes]),
  });
}
