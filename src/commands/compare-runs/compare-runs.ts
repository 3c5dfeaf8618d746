import { statSync } from "node:fs";
import { resolve } from "node:path";
import type { Comparison } from "../../core/comparison.js";
import { MeasurementError } from "../../core/error.js";
import type { Finding } from "../../core/finding.js";
import type { KnownCurves } from "../../correct/told-apart.js";
import { findRecording } from "../../recording/folder.js";
import type { CalibrationRequest } from "../calibration.js";
import type { Context } from "../context.js";
import { cautionsOf } from "./cautions.js";
import { comparisonFrom } from "./comparison-from.js";
import { checkComparable, type Difference } from "./differences.js";
import { holdUnpaired } from "./held.js";
import { recordedSide } from "./recorded-side.js";
import { resultSide } from "./result-side.js";
import type { RunsSide } from "./side.js";

/** How runs are compared. */
export interface CompareRunsOptions {
  /** Where recordings are looked for. */
  readonly recordings: string;
  readonly said: CalibrationRequest;
  readonly although: ReadonlySet<Difference>;
}

/** Recordings and result files side by side, the first being what the others are held against. */
export async function compareRuns(
  words: readonly string[],
  { recordings, said, although }: CompareRunsOptions,
  { cwd }: Pick<Context, "cwd">,
): Promise<Comparison> {
  const known: KnownCurves = new Map();
  const sides: RunsSide[] = [];
  for (const [k, word] of words.entries()) {
    const label = labelOf(k);
    const file = resolve(cwd, word);
    const side = isFile(file)
      ? await resultSide(file, label)
      : await recordedSide(findRecording(recordings, word), { label, said, known });
    refuseTwice(sides, side, word);
    sides.push(side);
  }
  return comparisonOf(sides, although);
}

/** Sides as they were measured, held against the first. Throws where they may not be compared. */
export function comparisonOf(sides: readonly RunsSide[], although: ReadonlySet<Difference>): Comparison {
  const [first, ...others] = sides;
  const findings = others.flatMap((other) =>
    first === undefined ? [] : [...checkComparable(first, other, although), ...cautionsOf(first, other)],
  );
  return comparisonFrom(sides, {
    hold: holdUnpaired,
    findings: [...findings.filter(isFirstOfItsKind), ...sides.flatMap(distrusted)],
  });
}

/** A, B, ... Z, then 27, 28, ... */
const labelOf = (k: number): string => (k < 26 ? String.fromCharCode(65 + k) : String(k + 1));

const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() === true;

const isFirstOfItsKind = (finding: Finding, k: number, all: readonly Finding[]): boolean =>
  all.findIndex(({ code, message }) => code === finding.code && message === finding.message) === k;

/** What takes trust from a side takes it from the comparison. */
function distrusted({ label, quality }: RunsSide): readonly Finding[] {
  const codes = [...new Set(quality.findings.flatMap(({ severity, code }) => (severity === "degraded" ? [code] : [])))];
  if (codes.length === 0) return [];
  return [
    {
      code: "degraded-side",
      severity: "degraded",
      message: `The result of ${label} is degraded by itself: ${codes.join(", ")}`,
      remedy: "See what it says there (joulemark report) before going by this comparison",
    },
  ];
}

function refuseTwice(sides: readonly RunsSide[], side: RunsSide, word: string): void {
  const same = sides.find(({ id }) => id === side.id);
  if (same === undefined) return;
  throw new MeasurementError(
    "CONFIG",
    `${JSON.stringify(word)} is ${same.label} again (${side.id}): a run held against itself says nothing`,
    "Name another run; the same run under two calibrations: joulemark compare RUN --calibration none --calibration CURVE",
  );
}
