import { existsSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { type EngineFile, engineSchema } from "../core/engine-schema.js";
import { MeasurementError } from "../core/error.js";
import { didYouMean } from "../core/nearest.js";
import { checkedDocument } from "./checked-document.js";
import { engineWords } from "./file-words.js";
import { readText } from "./read-text.js";
import type { CurvePlaces } from "./resolve-curve.js";

/** YAML text as an engine. Throws CONFIG with every problem as `file:line:column: key: what`. */
export const parseEngine = (text: string, shown: string): EngineFile =>
  checkedDocument(text, engineSchema, { shown, words: engineWords }).value;

/** Names of the engines that ship, in alphabetical order. */
export function shippedEngines(home: string | undefined): readonly string[] {
  const folder = enginesFolder(home);
  if (folder === undefined) return [];
  return readdirSync(folder)
    .filter((name) => existsSync(join(folder, name, "engine.yaml")))
    .sort();
}

const enginesFolder = (home: string | undefined): string | undefined => {
  const folder = join(home ?? "", "runner/engines");
  return home !== undefined && existsSync(folder) ? folder : undefined;
};

/** The engine that a word means: one that ships, or a file. Throws UNKNOWN_NAME or CONFIG. */
export function engineOf(word: string, { cwd, home }: CurvePlaces): EngineFile {
  const names = shippedEngines(home);
  const folder = enginesFolder(home);
  if (folder !== undefined && names.includes(word)) return read(join(folder, word, "engine.yaml"), word);
  if (/[/.]/.test(word)) return read(resolve(cwd, word), word);
  throw new MeasurementError(
    "UNKNOWN_NAME",
    `There is no engine called ${JSON.stringify(word)}${didYouMean(word, names)}`,
    `Engines: ${names.join(", ")}; or name a file of your own, e.g. --engine ./my-engine.yaml`,
  );
}

const read = (path: string, shown: string): EngineFile =>
  parseEngine(readText(path, { shown, words: engineWords }, "required"), shown);
