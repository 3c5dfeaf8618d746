import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Matrix, MatrixCell } from "../../../src/core/matrix.js";
import { openRecording } from "../../../src/recording/reader.js";
import { type Ended, joulemark, type Running, scratch, start } from "../cli.js";
import { fakeRunner } from "./bench.js";

const POWER = ["--probe", "simulated:waveform.type=constant,waveform.powerW=20"];

/** A plan of short runs of the fake runner: `cells` is YAML, a line each. */
export const planOf = (cells: readonly string[], defaults = ""): string =>
  [
    "name: fake",
    "seed: 5",
    `defaults: { repeat: 2, durationS: 0.3, warmupS: 0, idleS: 0.05, cooldownS: 0.05, timeoutS: 30${defaults} }`,
    "cells:",
    ...cells.map((cell) => `  - { backend: fake, ${cell} }`),
    "",
  ].join("\n");

/** A plan in a file, and where its matrices go. */
export interface Place {
  readonly plan: string;
  readonly out: string;
}

/** Writes a plan. */
export function placeOf(text: string): Place {
  const folder = scratch();
  const plan = join(folder, "plan.yaml");
  writeFileSync(plan, text);
  return { plan, out: join(folder, "out") };
}

const env = () => ({ JOULEMARK_RUNNER: fakeRunner("matrix") });

/** Starts a matrix under made-up power. */
export const startMatrix = ({ plan, out }: Place, args: readonly string[] = []): Running =>
  start(["bench", plan, "--out", out, ...POWER, ...args], { env: env() });

/** `bench` on the matrices in `out`, to its end. */
export const again = ({ out }: Place, args: readonly string[]): Promise<Ended> =>
  joulemark(["bench", "--out", out, ...args], { env: env() });

/** The folder of the only matrix there. */
export function folderIn({ out }: Place): string {
  const [only] = existsSync(out) ? readdirSync(out) : [];
  return only === undefined ? out : join(out, only);
}

/** Its result, reported from its recordings. */
export async function reported(place: Place): Promise<Matrix> {
  const { stdout, stderr } = await again(place, ["--report", "--json", "-"]);
  if (stdout === "") throw new Error(`no matrix; stderr:\n${stderr}`);
  return JSON.parse(stdout) as Matrix;
}

/** Measures a plan to its end. */
export async function matrixOf(text: string): Promise<Ended & { readonly place: Place; readonly matrix: Matrix }> {
  const place = placeOf(text);
  const file = join(scratch(), "matrix.json");
  const ended = await startMatrix(place, ["--json", file]).ended;
  if (!existsSync(file)) throw new Error(`no matrix; exit ${ended.status}; stderr:\n${ended.stderr}`);
  return { ...ended, place, matrix: JSON.parse(readFileSync(file, "utf8")) as Matrix };
}

/** The cell of that id. */
export function cell({ cells }: Matrix, id: string): MatrixCell {
  const found = cells.find((one) => one.id === id);
  if (found === undefined) throw new Error(`no cell ${id} among ${cells.map((one) => one.id).join(", ")}`);
  return found;
}

/** The recordings in a matrix's folder, in the order in which they were made. */
export const recordedIn = (folder: string) =>
  readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => openRecording(join(folder, entry.name)).manifest)
    .sort((a, b) => Number(a.start - b.start));
