import type { RailResult, Result, TotalResult, WindowResult } from "../core/result.js";
import { type CsvCell, csvText } from "./csv-text.js";
import { ESTIMATE } from "./words.js";

/** One line of the CSV: an execution's window, and one rail or total in it. */
interface Line {
  readonly result: Result;
  readonly execution: number;
  /** Of two interleaved commands, which it is. */
  readonly label: string | undefined;
  readonly window: WindowResult;
  readonly of: RailResult | TotalResult;
}

const nameOf = (of: Line["of"]): string => ("rail" in of ? of.rail : of.name);
const railOf = (of: Line["of"]): RailResult | undefined => ("rail" in of ? of : undefined);

/** Efficiency and energy above idle are given by the name of their total or rail, with or without its probe. */
const ofThis =
  ({ of }: Line) =>
  (figure: { readonly of: string }) =>
    figure.of === nameOf(of) || figure.of === `${of.probe}/${nameOf(of)}`;

const efficiencyOf = (line: Line) => line.window.work?.efficiency.find(ofThis(line));
const dynamicOf = (line: Line) => line.window.dynamic?.find(ofThis(line));

/** The columns, in an order that only ever grows at the end. */
const columns: readonly (readonly [title: string, cell: (line: Line) => CsvCell])[] = [
  ["run", ({ result }) => result.run.id],
  ["execution", ({ execution }) => execution],
  ["window", ({ window }) => window.name],
  ["window_source", ({ window }) => window.source],
  ["from_ns", ({ window }) => window.fromNs],
  ["to_ns", ({ window }) => window.toNs],
  ["duration_s", ({ window }) => window.durationS],
  ["kind", ({ of }) => ("rail" in of ? "rail" : "total")],
  ["probe", ({ of }) => of.probe],
  ["name", ({ of }) => nameOf(of)],
  ["point", ({ of }) => of.point],
  ["estimate", ({ of }) => (of.estimate ? ESTIMATE : "")],
  ["part_of", ({ of }) => railOf(of)?.partOf],
  ["parts", ({ of }) => ("parts" in of ? of.parts.join(" ") : "")],
  ["energy_j", ({ of }) => of.energyJ?.value],
  ["energy_u_j", ({ of }) => of.energyJ?.u],
  ["energy_u95_j", ({ of }) => of.energyJ?.U95],
  ["energy_low_j", ({ of }) => of.energyIntervalJ?.low],
  ["energy_high_j", ({ of }) => of.energyIntervalJ?.high],
  ["energy_interval_assumes", ({ of }) => of.energyIntervalJ?.assumes],
  ["mean_power_w", ({ of }) => of.meanPowerW?.value],
  ["mean_power_u_w", ({ of }) => of.meanPowerW?.u],
  ["mean_power_u95_w", ({ of }) => of.meanPowerW?.U95],
  ["min_w", ({ of }) => railOf(of)?.minW],
  ["max_w", ({ of }) => railOf(of)?.maxW],
  ["samples", ({ of }) => railOf(of)?.samples],
  ["coverage", ({ of }) => of.coverage],
  ["max_gap_s", ({ of }) => railOf(of)?.maxGapS],
  ["curve", ({ of }) => railOf(of)?.correction.curve],
  ["point_measured", ({ of }) => railOf(of)?.correction.from],
  ["flags", ({ of }) => railOf(of)?.flags.join(" ")],
  ["work", ({ window }) => window.work?.count],
  ["work_unit", ({ window }) => window.work?.unit],
  ["rate_per_s", ({ window }) => window.work?.rate.value],
  ["rate_u95_per_s", ({ window }) => window.work?.rate.U95],
  ["efficiency_per_j", (line) => efficiencyOf(line)?.value],
  ["efficiency_u95_per_j", (line) => efficiencyOf(line)?.U95],
  ["efficiency_unit", (line) => efficiencyOf(line)?.unit],
  ["idle_power_w", (line) => dynamicOf(line)?.idlePowerW.value],
  ["idle_power_u95_w", (line) => dynamicOf(line)?.idlePowerW.U95],
  ["dynamic_energy_j", (line) => dynamicOf(line)?.dynamicEnergyJ.value],
  ["dynamic_energy_u95_j", (line) => dynamicOf(line)?.dynamicEnergyJ.U95],
  ["verdict", ({ result }) => result.quality.verdict],
  ["curve_quality", ({ of }) => railOf(of)?.correction.quality],
  ["side", ({ label }) => label],
];

/** Every execution with its windows; without `--repeat` that is the result's own windows. */
const executionsOf = (result: Result) => result.runs ?? [{ index: 0, label: undefined, windows: result.windows }];

/** One line per execution, window and rail or total, in full precision; SI units stand in the header. Lines end in CRLF. */
export function formatCsv(result: Result): string {
  const lines = executionsOf(result).flatMap(({ index, label, windows }) =>
    windows.flatMap((window) =>
      [...window.rails, ...window.totals].map((of): Line => ({ result, execution: index, label, window, of })),
    ),
  );
  return csvText(
    columns.map(([title]) => title),
    lines.map((line) => columns.map(([, cell]) => cell(line))),
  );
}
