import type { ConditionResult, WindowResult } from "../core/result.js";
import { MISSING } from "./number.js";
import { clean } from "./text.js";
import type { LabelledText } from "./work-rows.js";

/** One decimal below 100: conditions are read off coarse sensors and explain, they are not published. */
const short = (value: number): string => String(Number(value.toFixed(Math.abs(value) >= 100 ? 0 : 1)));

function conditionText({ name, unit, mean, min, max }: ConditionResult): string {
  if (min === null || max === null) return `${clean(name)} ${MISSING}`;
  const range = min === max ? short(min) : `${short(min)}..${short(max)}`;
  const value = mean === null || min === max ? range : `${short(mean)} (${range})`;
  return `${clean(name)} ${value} ${unit}`.trimEnd();
}

/** The conditions of a window, one line for each probe: mean of the samples, smallest to largest. */
export function conditionRows({ conditions = [] }: Pick<WindowResult, "conditions">): readonly LabelledText[] {
  // what an instrument's own clock showed is for those who look into the samples
  const shown = conditions.filter(({ quantity }) => quantity !== "time");
  const probes = [...new Set(shown.map(({ probe }) => probe))];
  return probes.map((probe) => {
    const own = shown.filter((condition) => condition.probe === probe);
    return { label: "conditions", text: `${clean(probe)}: ${own.map(conditionText).join(", ")}` };
  });
}
