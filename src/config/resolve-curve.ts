import { existsSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Curve } from "../core/curve.js";
import { MeasurementError } from "../core/error.js";
import { nearest, offer } from "../core/nearest.js";
import { loadCurve } from "./load-curve.js";

/** Where curves are looked for. */
export interface CurvePlaces {
  readonly cwd: string;
  /** The package's own folder: curves ship in its `calibration/`. */
  readonly home: string | undefined;
}

/** A curve's file and its name in messages. */
export interface CurveFile {
  readonly path: string;
  readonly shown: string;
}

/** Words that can only be files. */
const explicitPath = /^\.{0,2}\//;

/** The file of a curve: a path as written, or a name that ships (`whitepaper-2015`, `boards/BOARD/RAIL`). Throws UNKNOWN_NAME. */
export function resolveCurve(word: string, { cwd, home }: CurvePlaces): CurveFile {
  const path = resolve(cwd, word);
  if (explicitPath.test(word)) return { path, shown: word };
  const shipped = shippedCurves(home);
  const file = shipped.get(word);
  if (file !== undefined) return { path: file, shown: word };
  const names = [...shipped.keys()];
  const meant = meantBy(word, names);
  // What is no file either is left to the reading of it, unless a name that ships is near: `whitepaper-2015.yaml`.
  if (existsSync(path) || (word.endsWith(".yaml") && meant.length === 0)) return { path, shown: word };
  throw new MeasurementError(
    "UNKNOWN_NAME",
    `There is no curve called ${JSON.stringify(word)}, nor a file of that name${offer(meant)}`,
    `Name a curve's YAML file${names.length === 0 ? "" : `, or one that ships: ${names.join(", ")}`}`,
  );
}

/** The names that hold the word (`3090`), else those near it, else those that begin near it (`whitepapr`). */
function meantBy(word: string, names: readonly string[]): readonly string[] {
  const holding = names.filter((name) => word.length > 2 && name.includes(word.toLowerCase()));
  if (holding.length > 0) return holding.slice(0, 3);
  const near = nearest(word, names);
  return near.length > 0
    ? near
    : names.filter((name) => nearest(word, [name.slice(0, word.length)]).length > 0).slice(0, 3);
}

/** The curve that a word means: `resolveCurve`, read. Throws UNKNOWN_NAME or CONFIG. */
export function curveOf(word: string, places: CurvePlaces): Curve {
  const { path, shown } = resolveCurve(word, places);
  return loadCurve(path, shown);
}

/** The curves that ship, by name, with their files; of none where the package's folder is not there. */
export function shippedCurves(home: string | undefined): ReadonlyMap<string, string> {
  const folder = join(home ?? "", "calibration");
  if (home === undefined) return new Map();
  const presets = yamlBelow(join(folder, "presets"));
  const boards = yamlBelow(join(folder, "boards")).map((name) => `boards/${name}`);
  return new Map([
    ...presets.map((name) => [name, join(folder, "presets", `${name}.yaml`)] as const),
    ...boards.map((name) => [name, join(folder, `${name}.yaml`)] as const),
  ]);
}

/** Paths of the YAML files below a folder, without their ending, in alphabetical order. */
function yamlBelow(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".yaml"))
    .map((name) => name.slice(0, -".yaml".length))
    .sort();
}
