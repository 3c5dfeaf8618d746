import type { CellPlace, MatrixRatio } from "../../core/matrix-comparison.js";
import { MISSING } from "../number.js";
import type { PageTable, TableGroup, TableRow } from "../page/page.js";
import { reasonText } from "./cell-rows.js";
import { numberText } from "./numbers.js";
import { atPoint } from "./places.js";

const captions: Readonly<Record<MatrixRatio["between"], string>> = {
  systems: "Ratios between systems",
  batch: "Ratios of larger batches over the smallest",
  precision: "Ratios of precisions over full precision",
};

/** The ratios, one table for each kind of them. */
export function ratioTables(ratios: readonly MatrixRatio[], unit: string): readonly PageTable[] {
  return (["systems", "precision", "batch"] as const).flatMap((between) => {
    const groups = ratios.filter((ratio) => ratio.between === between).map(ratioGroup);
    const titles = { group: "pair", label: "", cells: [`${unit}/s`, `${unit}/s/W`], place: "power" };
    return groups.length === 0 ? [] : [{ kind: "table" as const, caption: captions[between], titles, groups }];
  });
}

const named = (between: MatrixRatio["between"], { system, cell }: CellPlace): string =>
  between === "systems" ? `${system}: ${cell}` : cell;

function ratioGroup({ between, numerator, denominator, rate, efficiencies, claimed }: MatrixRatio): TableGroup {
  const where = between === "systems" ? "" : `${numerator.system}: `;
  const first = numberText(rate.value);
  const rows: readonly TableRow[] = efficiencies.map(({ of, points, value }, index) => ({
    label: index === 0 ? "ratio" : "",
    cells: [index === 0 ? first : "", numberText(value)],
    place: powersText(of, points),
  }));
  const reasons = [rate, ...efficiencies].flatMap(({ reason }) => (reason === undefined ? [] : [reasonText(reason)]));
  const text = (claim: number | null) => (claim === null ? "" : claim.toFixed(1));
  return {
    title: `${where}${named(between, numerator)} over ${named(between, denominator)}`,
    rows: [
      ...(rows.length > 0 ? rows : [{ label: "ratio", cells: [first, MISSING], place: "no power on both sides" }]),
      ...(claimed === undefined
        ? []
        : [
            {
              label: "published",
              cells: [text(claimed.rate), text(claimed.efficiency)],
              place: "as the paper's text has it",
            },
          ]),
      ...[...new Set(reasons)].map((place) => ({ label: "no ratio", cells: [], place })),
    ],
  };
}

function powersText(
  [one, two]: readonly [string, string],
  [a, b]: MatrixRatio["efficiencies"][number]["points"],
): string {
  if (a !== b) return `${one} ${atPoint(a)} over ${two} ${atPoint(b)}`;
  return `${one === two ? one : `${one} over ${two}`}${a === "estimate" ? ": " : " "}${atPoint(a)}`;
}
