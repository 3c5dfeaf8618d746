import { MeasurementError } from "../../src/core/error.js";
import { nearest } from "../../src/core/nearest.js";
import { splitWords } from "../../src/core/split-words.js";
import type { LoadStep } from "./plan.js";

const placeholders = ["threads", "duty", "step"] as const;
type Placeholder = (typeof placeholders)[number];

/** A command line in which the numbers of a step are put: file and arguments. */
export type LoadTemplate = (step: LoadStep) => readonly [string, ...string[]];

/**
 * Reads e.g. `stress-ng --cpu {threads} --cpu-load {duty}`; `{step}` is the step's index. Words are split before numbers
 * are put in. CONFIG for a line that cannot be split, a mistyped placeholder, and one without any: all steps would be alike.
 */
export function loadTemplate(line: string): LoadTemplate {
  const [file, ...args] = splitWords(line);
  if (file === undefined) throw refused("is empty");
  const names = [file, ...args].flatMap((word) => [...word.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name));
  for (const name of names) {
    const [meant] = isPlaceholder(name) ? [] : nearest(name, placeholders);
    if (meant !== undefined) throw refused(`has {${name}}; did you mean {${meant}}?`);
  }
  if (!names.some(isPlaceholder)) throw refused("has no placeholder: every step would be the same load");
  return (step) => {
    const numbers: Readonly<Record<Placeholder, number>> = {
      threads: step.threads,
      duty: step.dutyPercent,
      step: step.index,
    };
    const put = (word: string) =>
      word.replace(/\{(\w+)\}/g, (whole, name: string) => (isPlaceholder(name) ? String(numbers[name]) : whole));
    return [put(file), ...args.map(put)];
  };
}

const isPlaceholder = (name: string): name is Placeholder => placeholders.some((each) => each === name);

const refused = (problem: string): MeasurementError =>
  new MeasurementError(
    "CONFIG",
    `The load command ${problem}`,
    "Give e.g. --load 'stress-ng --cpu {threads} --cpu-load {duty}'; {step} is the step's number",
  );
