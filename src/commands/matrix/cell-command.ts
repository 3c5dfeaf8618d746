import type { PlanCell } from "../../config/plan.js";
import { axes } from "../../config/plan-schema.js";
import { MeasurementError } from "../../core/error.js";
import { didYouMean } from "../../core/nearest.js";
import { splitWords } from "../../core/split-words.js";

/**
 * The words of a cell's command with its values in place of `{network}`, `{batch}` and so on. A line is split into words
 * before values are put in, and no shell sees it. Throws CONFIG for a name that no cell has, and for one that this has not.
 */
export function cellCommand({ command = [], values, where }: PlanCell): readonly string[] {
  const words = typeof command === "string" ? splitWords(command) : command;
  return words.map((word) => word.replace(/\{(\w+)\}/g, (_, name: string) => put(name)));

  function put(name: string): string {
    const value = values[name];
    if (value !== undefined) return String(value);
    const known = Object.keys(axes);
    if (!known.includes(name))
      throw refused(
        `{${name}} in the command is no key of a cell${didYouMean(name, known)}`,
        `Keys: ${known.join(", ")}`,
      );
    throw refused(`{${name}} in the command has no value in this cell`, `Add ${name}: VALUE to it`);
  }

  function refused(problem: string, remedy: string): MeasurementError {
    return new MeasurementError("CONFIG", `${where}: ${problem}`, remedy);
  }
}
