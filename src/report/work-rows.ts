import type { DynamicResult, WindowResult, WorkResult } from "../core/result.js";
import { figureText, MISSING, shareText } from "./number.js";
import { clean } from "./text.js";
import { atPointText } from "./words.js";

/** A label and what stands beside it. */
export interface LabelledText {
  readonly label: string;
  readonly text: string;
}

function workText({ count, unit, rate }: WorkResult): LabelledText {
  const [name, perSecond] = [clean(unit), figureText(rate, `${clean(unit)}/s`)];
  return { label: "work", text: `${Number.isFinite(count) ? count : MISSING} ${name}, ${perSecond}` };
}

function dynamicText({ of, point, idlePowerW, dynamicEnergyJ, idleShare }: DynamicResult): LabelledText {
  const where = `${clean(of)} ${atPointText({ point, estimate: point === "estimate" })}`;
  const [energy, idle] = [figureText(dynamicEnergyJ, "J"), figureText(idlePowerW, "W")];
  return { label: "above idle", text: `${energy}, ${where}; idle ${idle}, ${shareText(idleShare)} of the energy` };
}

/** Work, efficiency and energy above idle of a window, one line each. */
export function workRows({ work, dynamic = [] }: WindowResult): readonly LabelledText[] {
  const efficiency = (work?.efficiency ?? []).map((figure) => ({
    label: "efficiency",
    text: `${figureText(figure, clean(figure.unit))}, ${clean(figure.of)} ${atPointText(figure)}`,
  }));
  return [...(work === undefined ? [] : [workText(work)]), ...efficiency, ...dynamic.map(dynamicText)];
}
