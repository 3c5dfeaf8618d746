import { type CheckedClaim, checkedClaims } from "../../../calibration/whitepaper/claims.js";
import {
  agreement,
  computed,
  type Interval,
  interval,
  jointPower,
  powerForMatch,
} from "../../../calibration/whitepaper/rounding.js";
import { type Cell, cells } from "../../../calibration/whitepaper/tables.js";
import type { Page, PageTable, TableGroup } from "../../report/page/page.js";
import { conditions, WHAT_IT_SAYS } from "./paper-words.js";
import { suppositions } from "./suppositions.js";

/** The paper's tables with what their roundings allow, its claims and what its assumption does: a page to print. */
export const paperPage = (): Page => ({
  title: "GPU-Based Deep Learning Inference: A Performance and Power Analysis (NVIDIA, November 2015), tables 1 to 3",
  blocks: [
    { kind: "text", text: WHAT_IT_SAYS },
    printedTables(),
    powerTable(),
    claimTable(),
    assumptionTable(),
    { kind: "list", caption: "Conditions", items: conditions.map((text) => ({ word: "", text })) },
  ],
});

const span = ({ low, high }: Interval, decimals: number): string =>
  `${low.toFixed(decimals)}..${high.toFixed(decimals)}`;

/** `Tegra X1 FP16 b128`: the id without its table. */
const rowName = ({ id }: Cell): string => id.replace(/^T\d /, "");

const byTable = (cellsOf: (cell: Cell) => readonly string[]): readonly TableGroup[] =>
  ([1, 2, 3] as const).map((table) => {
    const own = cells.filter((cell) => cell.table === table);
    const rows = own.map((cell) => ({ label: rowName(cell), cells: cellsOf(cell), place: "" }));
    return { title: `Table ${table}: ${own[0]?.network ?? ""}`, rows };
  });

const words = { match: "yes", mismatch: "no", tie: "tie" } as const;

const printedTables = (): PageTable => ({
  kind: "table",
  caption: "The tables, and the quotients of their own columns",
  titles: {
    group: "table",
    label: "system",
    cells: ["img/s", "W", "img/s/W", "quotient", "possible", "ok?"],
    place: "",
  },
  groups: byTable((cell) => [
    String(cell.imagesPerSecond),
    cell.powerW.toFixed(1),
    cell.printed.toFixed(1),
    computed(cell).toFixed(3),
    span(interval(cell), computed(cell) < 10 ? 3 : 2),
    words[agreement(cell)],
  ]),
});

const powerTable = (): PageTable => ({
  kind: "table",
  caption: "The power that the printed img/s/W would need",
  titles: { group: "table", label: "system", cells: ["W", "W if img/s were exact", "W with all roundings"], place: "" },
  groups: byTable((cell) => {
    const joint = jointPower(cell);
    return [cell.powerW.toFixed(1), span(powerForMatch(cell), 3), joint === undefined ? "none" : span(joint, 3)];
  }),
});

const agreementWords: Readonly<Record<CheckedClaim["agreement"], string>> = {
  rounded: "yes",
  truncated: "cut off",
  possible: "possible",
  impossible: "no",
};

const pairName = ({ numerator, denominator }: CheckedClaim): string =>
  `T${numerator.table} ${rowName(numerator)} over ${rowName(denominator)}`;

/** Powers of different points, which joulemark would not divide. */
const mixedPoints = ({ of, numerator, denominator }: CheckedClaim): string =>
  of === "performance" || numerator.point === denominator.point
    ? ""
    : `The paper divides ${numerator.point} by ${denominator.point}: joulemark gives no such ratio without a curve.`;

function claimTable(): PageTable {
  const claims = checkedClaims();
  const groups = [...new Set(claims.map(pairName))].map((title) => ({
    title,
    rows: claims
      .filter((claim) => pairName(claim) === title)
      .map((claim) => ({
        label: claim.of === "performance" ? "img/s" : "img/s/W",
        cells: [
          claim.printed.toFixed(1),
          claim.ratio.toFixed(3),
          span(claim.interval, 3),
          agreementWords[claim.agreement],
        ],
        place: mixedPoints(claim),
      })),
  }));
  const titles = { group: "pair", label: "of", cells: ["text", "ratio", "possible", "ok?"], place: "remark" };
  return { kind: "table", caption: "Ratios that the text names", titles, groups };
}

const assumptionTable = (): PageTable => ({
  kind: "table",
  caption: "What the assumed efficiency of regulators does",
  titles: { group: "cell", label: "efficiency", cells: ["W", "img/s/W", "ratio"], place: "pair" },
  groups: suppositions.map(({ cell, against, outputW, says, at }) => ({
    title: `${cell.id}: ${says}, ${outputW.toFixed(2)} W after the regulators`,
    rows: at.map(({ eta, powerW, efficiency, ratio }, index) => ({
      label: eta.toFixed(2),
      cells: [powerW.toFixed(1), efficiency.toFixed(2), ratio.toFixed(1)],
      place: index === 0 ? `ratio: ${against.id} over it` : "",
    })),
  })),
});
