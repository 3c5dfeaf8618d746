import type { DynamicResult, Efficiency, WindowResult, WorkResult } from "../core/result.js";
import { figureText, MISSING, plainText, shareText } from "./number.js";
import { clean, counted } from "./text.js";
import { atPointText } from "./words.js";

/** A label and what stands beside it. */
export interface LabelledText {
  readonly label: string;
  readonly text: string;
}

function workText(work: WorkResult): LabelledText {
  const { count, unit, rate } = work;
  const [name, perSecond] = [clean(unit), figureText(rate, `${clean(unit)}/s`)];
  return {
    label: "work",
    text: `${Number.isFinite(count) ? count : MISSING} ${name}, ${perSecond}${steadyText(work)}`,
  };
}

function latencyText({ latencyMs }: WorkResult): readonly LabelledText[] {
  if (latencyMs === undefined) return [];
  const { median, p95, p99 } = latencyMs;
  const text = `median ${plainText(median, "ms")}, p95 ${plainText(p95, "ms")}, p99 ${plainText(p99, "ms")}`;
  return [{ label: "latency", text }];
}

/** How steady the rate was, of a load that says. */
const steadyText = ({ windows }: WorkResult): string =>
  windows === undefined ? "" : ` (varies by ${shareText(windows.variation)} over ${counted(windows.count, "window")})`;

function dynamicText({ of, point, idlePowerW, dynamicEnergyJ, idleShare }: DynamicResult): LabelledText {
  const where = `${clean(of)} ${atPointText({ point, estimate: point === "estimate" })}`;
  const [energy, idle] = [figureText(dynamicEnergyJ, "J"), figureText(idlePowerW, "W")];
  return { label: "above idle", text: `${energy}, ${where}; idle ${idle}, ${shareText(idleShare)} of the energy` };
}

/** Both ways round: work per joule, and joules for a unit of it. */
function efficiencyText({ joulesPerUnit, ...figure }: Efficiency, unit: string): string {
  const text = figureText(figure, clean(figure.unit));
  return joulesPerUnit === undefined ? text : `${text} or ${figureText(joulesPerUnit, `J/${clean(unit)}`)}`;
}

/** Work, efficiency and energy above idle of a window, one line each. */
export function workRows({ work, dynamic = [] }: WindowResult): readonly LabelledText[] {
  const efficiency = (work?.efficiency ?? []).map((figure) => ({
    label: "efficiency",
    text: `${efficiencyText(figure, work?.unit ?? "")}, ${clean(figure.of)} ${atPointText(figure)}`,
  }));
  return [
    ...(work === undefined ? [] : [workText(work), ...latencyText(work)]),
    ...efficiency,
    ...dynamic.map(dynamicText),
  ];
}
