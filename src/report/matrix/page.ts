import type { MatrixCell } from "../../core/matrix.js";
import type { ComparedMatrix } from "../../core/matrix-comparison.js";
import type { Block, Page, PageItem, PageTable } from "../page/page.js";
import { counted } from "../text.js";
import { alarmsOf } from "../words.js";
import { cellGroup } from "./cell-rows.js";
import { ratioTables } from "./ratio-table.js";
import { conditionItems, expectationItems, findingItems, systemItems } from "./remarks.js";

/** A matrix as a page: its cells system by system beside the paper's, ratios, and what a reader has to know of them. */
export function matrixPage(matrix: ComparedMatrix): Page {
  const { plan, startedAt, cells, systems, ids, comparisons } = matrix;
  const measured = cells.filter(({ state }) => state === "measured").length;
  const title = `${plan}: ${counted(cells.length, "cell")}, ${measured} measured; begun ${startedAt}`;
  const blocks: readonly (Block | undefined)[] = [
    ...matrixAlarms(cells).map((text): Block => ({ kind: "text", alarm: true, text })),
    ...systems.map(({ label }) => systemTable(label, matrix)),
    ...ratioTables(comparisons?.ratios ?? [], unitOf(cells)),
    { kind: "text", text: explanation(matrix) },
    list("Expected of the plan, and not so", expectationItems(cells)),
    list("Findings", findingItems(cells)),
    list("Conditions while measuring", conditionItems(cells)),
    list("Systems", systemItems(systems)),
    { kind: "text", text: `Matrix: ${ids.join(", ")}` },
  ];
  return { title, blocks: blocks.filter((block) => block !== undefined) };
}

const list = (caption: string, items: readonly PageItem[]): Block | undefined =>
  items.length === 0 ? undefined : { kind: "list", caption, items };

/** What has to be known before any number of a matrix is read. */
export const matrixAlarms = (cells: readonly MatrixCell[]): readonly string[] =>
  alarmsOf({
    estimate: cells.some(({ powers }) => powers.some(({ estimate, point }) => estimate || point === "estimate")),
    findings: cells.flatMap(({ quality }) => quality.findings),
  });

/** The unit of all cells; of cells that count different things, a word for any. */
function unitOf(cells: readonly MatrixCell[]): string {
  const units = new Set(cells.map(({ unit }) => unit));
  return units.size === 1 ? ([...units][0] ?? "unit") : "unit";
}

function systemTable(label: string, { cells, comparisons }: ComparedMatrix): PageTable {
  const own = cells.filter(({ system }) => system === label);
  const unit = unitOf(own);
  const published = (id: string) => comparisons?.published.find(({ system, cell }) => system === label && cell === id);
  return {
    kind: "table",
    caption: label,
    titles: { group: "cell", label: "", cells: [`${unit}/s`, "W", `${unit}/s/W`, `J/${unit}`], place: "power" },
    groups: own.map((cell) => {
      const group = cellGroup(cell, published(cell.id));
      return unit === cell.unit ? group : { ...group, title: `${group.title}, in ${cell.unit}` };
    }),
  };
}

function explanation({ comparisons }: ComparedMatrix): string {
  const own = "± is the 95 % uncertainty (U95); — is a number that cannot be given.";
  const ratios = " In ratios, errors that both sides share have cancelled.";
  const paper =
    " Deviations are from the paper's printed figures, img/s/W from its img/s over its W; their ± holds ours and the " +
    "rounding of the paper's print, for the paper states no uncertainty of its own.";
  return [
    own,
    (comparisons?.ratios.length ?? 0) > 0 ? ratios : "",
    (comparisons?.published.length ?? 0) > 0 ? paper : "",
  ].join("");
}
