import { figureText, MISSING, plainText, rangeText } from "../../number.js";
import { strokeOf } from "../palette.js";
import type { GapReason, Trace } from "../trace.js";
import type { Line } from "../view.js";
import { element, lineColour } from "./look.js";

/** The rails of a panel with a switch each, and what is under the cursor. */
export interface Legend {
  readonly node: HTMLElement;
  readonly visible: readonly boolean[];
  /** What the lines show at a place of the view; nothing without one. */
  show(lines: readonly Line[], x: readonly number[], index: number | null): void;
  recolour(): void;
}

/** At most so many are on to begin with: more would hide each other. */
const MOST_ON = 12;

interface LegendOptions {
  readonly reasons: readonly GapReason[];
  readonly changed: () => void;
}

/** One line for each rail; those that another contains are off where there are many. */
export function legendOf(traces: readonly Trace[], { reasons, changed }: LegendOptions): Legend {
  const order = traces
    .map((_, k) => k)
    .sort((a, b) => Number(traces[a]?.partOf !== undefined) - Number(traces[b]?.partOf !== undefined));
  const on = new Set(order.slice(0, MOST_ON));
  const visible = traces.map((_, k) => on.has(k));
  const rows = traces.map((trace, k) => rowOf(trace, k, visible));
  for (const [k, { box }] of rows.entries())
    box.addEventListener("change", () => {
      visible[k] = box.checked;
      changed();
    });
  const all = (checked: boolean) => () => {
    for (const [k, { box }] of rows.entries()) {
      box.checked = checked;
      visible[k] = checked;
    }
    changed();
  };
  const list = element("ul", "legend", ...rows.map(({ node }) => node));
  const node = element(
    "div",
    "rails",
    ...(traces.length > 2 ? [button("all", all(true)), button("none", all(false))] : []),
    list,
  );
  return {
    node,
    visible,
    show: (lines, x, index) => {
      for (const [k, { value }] of rows.entries()) {
        const [trace, line] = [traces[k], lines[k]];
        value.textContent =
          trace === undefined || line === undefined || index === null
            ? ""
            : valueText(trace, line, { x, index, reasons });
      }
    },
    recolour: () => {
      for (const [k, { swatch }] of rows.entries()) swatch.setAttribute("stroke", lineColour(strokeOf(k).hue));
    },
  };
}

function button(text: string, click: () => void): HTMLButtonElement {
  const made = element("button", "small", text);
  made.type = "button";
  made.addEventListener("click", click);
  return made;
}

function rowOf({ probe, rail, estimate }: Trace, k: number, visible: readonly boolean[]) {
  const box = element("input", "");
  box.type = "checkbox";
  box.checked = visible[k] === true;
  const { dash } = strokeOf(k);
  const picture = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  picture.setAttribute("viewBox", "0 0 28 10");
  const swatch = document.createElementNS("http://www.w3.org/2000/svg", "path");
  for (const [name, value] of [
    ["d", "M0 5H28"],
    ["stroke-width", "2.4"],
    ["stroke-dasharray", dash.join(" ")],
  ] as const)
    if (value !== "") swatch.setAttribute(name, value);
  picture.append(swatch);
  const name = element("bdi", "name", `${probe}/${rail}${estimate ? " ESTIMATE" : ""}`);
  const value = element("output", "value");
  return { box, swatch, value, node: element("li", "", element("label", "", box, picture, name), value) };
}

interface Place {
  readonly x: readonly number[];
  readonly index: number;
  readonly reasons: readonly GapReason[];
}

/** Mean with what is known of its error, and the extremes where a column holds several samples. */
function valueText(trace: Trace, line: Line, { x, index, reasons }: Place): string {
  const at = x[index] ?? Number.NaN;
  if (inGap(trace.gaps, at)) {
    const found = reasons.find(
      ({ probe, fromS, toS }) => probe === trace.probe && fromS - trace.earlierS <= at && at <= toS - trace.earlierS,
    );
    return `gap${found === undefined ? "" : `: ${found.reason}`}`;
  }
  const k = nearest(line, index);
  if (k === undefined) return MISSING;
  const [mean, low, high] = [line.mean[k] ?? Number.NaN, line.min[k] ?? null, line.max[k] ?? null];
  const u95 = withinAt(trace.within, mean);
  const value = u95 === undefined ? plainText(mean, "W") : figureText({ value: mean, U95: u95 }, "W");
  return low === high ? value : `${value}  [${rangeText(low, high, "W")}]`;
}

function inGap(gaps: Float64Array, at: number): boolean {
  for (let k = 0; k < gaps.length; k += 2) if ((gaps[k] ?? 0) < at && at < (gaps[k + 1] ?? 0)) return true;
  return false;
}

/** The nearest column with a sample. */
function nearest({ mean }: Line, index: number): number | undefined {
  for (let by = 0; by < mean.length; by++)
    for (const k of [index - by, index + by]) if (typeof mean[k] === "number") return k;
  return undefined;
}

function withinAt(pairs: Trace["within"], watts: number): number | undefined {
  const above = pairs.findIndex(([at]) => at >= watts);
  const [low, high] = [pairs[above - 1], pairs[above]];
  if (high === undefined) return undefined;
  if (low === undefined) return high[1];
  return low[1] + ((watts - low[0]) / (high[0] - low[0] || 1)) * (high[1] - low[1]);
}
