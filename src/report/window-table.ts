import type { Result, WindowResult } from "../core/result.js";
import { conditionRows } from "./condition-rows.js";
import { type GridColumn, type GridRow, layOut } from "./grid.js";
import { durationText } from "./number.js";
import { type Row, rowsByProbe } from "./rows.js";
import type { Style } from "./style.js";
import { clean, displayWidth, wrap } from "./text.js";
import { workRows } from "./work-rows.js";

/** The order in which columns give way on a narrow terminal: samples, range. A number keeps its point and its coverage. */
const columns: readonly GridColumn[] = [
  { title: "  rail", align: "left" },
  { title: "point", align: "left" },
  { title: "energy ± U95", align: "right" },
  { title: "mean power ± U95", align: "right" },
  { title: "min..max", align: "right", drop: 1 },
  { title: "samples", align: "right", drop: 0 },
  { title: "coverage", align: "right" },
];

interface WindowPage {
  readonly width: number;
  readonly style: Style;
  readonly probes: Result["probes"];
  /** Behind the window's name, e.g. which of the repeats it is. */
  readonly suffix: string;
}

/** A window as lines, and the titles of the columns that did not fit. */
interface WindowLines {
  readonly lines: readonly string[];
  readonly dropped: readonly string[];
}

/** One window: its rails and totals by probe, then its work and what was above idle. */
export function windowLines(window: WindowResult, page: WindowPage): WindowLines {
  const { width, style } = page;
  const rows = [...rowsByProbe(window)].flatMap(([probe, lines]) => [
    ...probeLines(probe, page),
    ...lines.flatMap((row) => [cellsOf(row), ...noteLines(row, width)]),
  ]);
  const { lines, dropped } = layOut(columns, rows, { width, paint: style });
  const title = `${style.strong(clean(window.name))}  ${durationText(window.durationS)}${window.source === "phase" ? "" : page.suffix}`;
  const table = rows.length === 0 ? ["  no rails"] : lines;
  return { lines: [title, ...table, ...workLines(window, page)], dropped };
}

/** The probe and the device it found, above its rails. */
function probeLines(probe: string, { probes, width }: WindowPage): readonly GridRow[] {
  const device = probes.find(({ name }) => name === probe)?.device ?? "";
  const text = device === "" ? clean(probe) : `${clean(probe)}: ${clean(device)}`;
  return wrap(text, width, { first: "", rest: "  " }).map((line) => ({ line, dim: true }));
}

const cellsOf = (row: Row): GridRow => ({
  cells: [
    `${"  ".repeat(row.depth + 1)}${row.name}`,
    row.point,
    row.energy,
    row.power,
    row.range,
    row.samples,
    row.coverage,
  ],
  strong: row.kind === "total",
});

function noteLines({ depth, notes }: Row, width: number): readonly GridRow[] {
  const first = "  ".repeat(depth + 2);
  return notes.flatMap((note) => wrap(note, width, { first, rest: `${first}  ` }).map((line) => ({ line, dim: true })));
}

/** Label, figures, and what they are of; too narrow for all three, the last goes on a line of its own. */
function workLines(window: WindowResult, { width, style }: WindowPage): readonly string[] {
  const rows = [...workRows(window), ...conditionRows(window)];
  const label = Math.max(0, ...rows.map((row) => displayWidth(row.label)));
  return rows.flatMap(({ label: name, text }) => {
    const first = `  ${name.padEnd(label)}  `;
    const rest = " ".repeat(width < 60 ? 4 : first.length);
    return wrap(text, width, { first, rest }).map((line, index) =>
      index === 0 ? style.dim(line.slice(0, first.length)) + line.slice(first.length) : line,
    );
  });
}
