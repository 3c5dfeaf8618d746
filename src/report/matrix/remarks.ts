import { type Finding, worstFirst } from "../../core/finding.js";
import type { MatrixCell, MatrixExpectation, MatrixSystem } from "../../core/matrix.js";
import { conditionRows } from "../condition-rows.js";
import type { PageItem } from "../page/page.js";
import { counted } from "../text.js";
import { findingPlace } from "../words.js";

/** Cells named in a remark before they are only counted. */
const MOST_NAMED = 3;

function cellsText(names: readonly string[], all: number): string {
  if (names.length === all && all > 1) return "every cell";
  const rest = names.length - MOST_NAMED;
  return names.slice(0, MOST_NAMED).join(", ") + (rest > 0 ? ` and ${counted(rest, "other")}` : "");
}

const nameOf = ({ system, id }: MatrixCell, systems: number): string => (systems > 1 ? `${system}: ${id}` : id);

/** Things said of cells, each once, with the cells it is said of. */
function gathered<T>(
  cells: readonly MatrixCell[],
  saidOf: (cell: MatrixCell) => readonly T[],
): readonly { readonly said: T; readonly where: string }[] {
  const systems = new Set(cells.map(({ system }) => system)).size;
  const found = new Map<string, { said: T; names: Set<string> }>();
  for (const cell of cells)
    for (const said of saidOf(cell)) {
      const key = JSON.stringify(said);
      const entry = found.get(key) ?? { said, names: new Set<string>() };
      entry.names.add(nameOf(cell, systems));
      found.set(key, entry);
    }
  return [...found.values()].map(({ said, names }) => ({ said, where: cellsText([...names], cells.length) }));
}

/** The findings of all cells, the worst first, each once with the cells it concerns. */
export function findingItems(cells: readonly MatrixCell[]): readonly PageItem[] {
  const all = gathered(cells, ({ quality }) => quality.findings);
  const where = new Map<Finding, string>(all.map(({ said, where: place }) => [said, place]));
  return worstFirst(all.map(({ said }) => said)).map((finding) => ({
    word: finding.severity,
    text: `${finding.code}${findingPlace(finding)}: ${finding.message} → ${finding.remedy} [${where.get(finding) ?? ""}]`,
  }));
}

/** What the plan says should hold and was not met, or not told by any instrument. */
export function expectationItems(cells: readonly MatrixCell[]): readonly PageItem[] {
  const open = ({ expectations }: MatrixCell) => expectations.filter(({ met }) => met !== true);
  return gathered(cells, open).map(({ said, where }) => ({
    word: said.met === false ? "degraded" : "note",
    text: `${expectationText(said)} [${where}]`,
  }));
}

/** An expectation that was not met, or of which nobody knows. */
export function expectationText({ what, expected, found }: MatrixExpectation): string {
  const seen =
    found === null ? "no instrument tells what it was" : `it was ${found}: another experiment than the plan's`;
  return `${what} should be ${expected}; ${seen}`;
}

/** Clocks, temperatures and so on while each cell was measured. */
export function conditionItems(cells: readonly MatrixCell[]): readonly PageItem[] {
  const said = (cell: MatrixCell) => conditionRows(cell).map(({ text }) => text);
  return gathered(cells, said).map(({ said: text, where }) => ({ word: "", text: `${where}: ${text}` }));
}

/** The computers, with what measured on them. */
export function systemItems(systems: readonly MatrixSystem[]): readonly PageItem[] {
  return systems.map(({ label, host, probes, version }) => {
    const facts = ["cpu", "arch", "kernel"].flatMap((key) => (typeof host[key] === "string" ? [host[key]] : []));
    const instruments = probes.map(({ name, device }) => (device === name ? name : `${name} (${device})`));
    const by = instruments.length === 0 ? "no instrument" : instruments.join(" and ");
    return { word: "", text: `${label}: ${[...facts, `power by ${by}`, `joulemark ${version}`].join(", ")}` };
  });
}
