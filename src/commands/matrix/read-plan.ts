import { existsSync, readdirSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { planWords } from "../../config/file-words.js";
import { readText } from "../../config/read-text.js";
import { MeasurementError } from "../../core/error.js";
import { didYouMean } from "../../core/nearest.js";
import { packageFolder } from "../package-folder.js";

const EXTENSION = ".yaml";

/** A plan as text, and what messages call its file. */
export interface PlanText {
  readonly shown: string;
  readonly text: string;
}

/** A plan's text: a file, or else one of those that ship, with or without its extension. Throws CONFIG or UNKNOWN_NAME. */
export function readPlanText(word: string, cwd: string): PlanText {
  const path = pathOf(word, cwd);
  return { shown: word, text: readText(path, { shown: word, words: planWords }, "required") };
}

function pathOf(word: string, cwd: string): string {
  const own = resolve(cwd, word);
  if (existsSync(own) || word !== basename(word)) return own;
  const folder = join(packageFolder() ?? "", "runner/plans");
  const shipped = shippedIn(folder);
  const found = shipped.find((name) => name === word || name === `${word}${EXTENSION}`);
  if (found !== undefined) return join(folder, found);
  throw new MeasurementError(
    "UNKNOWN_NAME",
    `There is no plan ${word}${didYouMean(word, shipped)}`,
    `Name a YAML file, or one that ships: ${shipped.join(", ")}; joulemark schema plan prints the keys of one`,
  );
}

function shippedIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).filter((name) => name.endsWith(EXTENSION));
  } catch {
    return [];
  }
}
