import { MeasurementError } from "../../core/error.js";
import type { Finding } from "../../core/finding.js";
import { didYouMean } from "../../core/nearest.js";
import { keyOf, type RunsSide } from "./side.js";

/** What two sides may differ in only if somebody says that this is what is compared. */
export const differences = ["network", "batch", "precision", "input", "calibration", "invalid"] as const;
/** One of `differences`. */
export type Difference = (typeof differences)[number];

/** Words of `--although`, several with a comma between them. Throws CONFIG for one that is none of `differences`. */
export function differencesIn(words: readonly string[]): ReadonlySet<Difference> {
  const said = words.flatMap((word) => word.split(",")).map((word) => word.trim());
  return new Set(said.map(differenceOf));
}

function differenceOf(word: string): Difference {
  const found = differences.find((one) => one === word);
  if (found !== undefined) return found;
  throw new MeasurementError(
    "CONFIG",
    `--although ${JSON.stringify(word)} is nothing that sides can differ in${didYouMean(word, differences)}`,
    `It is one of ${differences.join(", ")}`,
  );
}

/** A difference that would mislead a reader of the numbers who does not know of it. */
interface Seen {
  readonly difference: Difference;
  readonly message: string;
}

/**
 * Throws POINT_MISMATCH or INCOMPARABLE where numbers of a side and the first are of different things; what was said to
 * be compared all the same becomes a finding.
 */
export function checkComparable(
  first: RunsSide,
  other: RunsSide,
  although: ReadonlySet<Difference>,
): readonly Finding[] {
  checkPoints(first, other);
  checkUnits(first, other);
  const seen = [
    ...loadDifferences(first, other),
    ...calibrationDifference(first, other),
    ...[first, other].flatMap(untrusted),
  ];
  const refused = seen.filter(({ difference }) => !although.has(difference));
  if (refused.length > 0) throw incomparable(refused);
  return seen.map(({ difference, message }) => ({
    code: difference === "invalid" ? "untrusted-side" : `${difference}-differs`,
    severity: difference === "invalid" || difference === "calibration" ? "degraded" : "note",
    message,
    remedy: `It was said that they are compared although this is so (--although ${difference})`,
  }));
}

function incomparable(seen: readonly Seen[]): MeasurementError {
  const words = [...new Set(seen.map(({ difference }) => difference))].join(",");
  return new MeasurementError(
    "INCOMPARABLE",
    seen.map(({ message }) => message).join("; "),
    `Compare runs that are alike but for what you compare; if this is what you compare, say so: --although ${words}`,
  );
}

/** Numbers at different points are different numbers (DESIGN.md 1); an estimate is none at all. */
function checkPoints(first: RunsSide, other: RunsSide): void {
  if (isEstimate(first) !== isEstimate(other)) throw estimated(first, other);
  const theirs = new Map(other.numbers.map((one) => [keyOf(one), one]));
  for (const one of first.numbers) {
    const their = theirs.get(keyOf(one));
    if (their === undefined || their.point === one.point) continue;
    if (one.point === "estimate" || their.point === "estimate") throw estimated(first, other);
    throw new MeasurementError(
      "POINT_MISMATCH",
      `${one.of} is measured at ${one.point ?? "no point"} in ${first.label} and at ${their.point ?? "no point"} in ${other.label}: they cannot be compared`,
      "Bring both to one point by a curve: --calibration CURVE (and --point POINT)",
    );
  }
  if (first.numbers.some((one) => one.kind !== "command" && theirs.has(keyOf(one)))) return;
  const [a, b] = [first, other].map(({ label, numbers }) => {
    const names = [...new Set(numbers.flatMap(({ kind, of }) => (kind === "command" ? [] : [of])))];
    return `${label} has ${names.join(", ") || "no energy"}`;
  });
  throw new MeasurementError(
    "INCOMPARABLE",
    `No power of theirs has one name: ${a}, ${b}`,
    "Compare runs that were measured on rails or totals of the same names",
  );
}

const isEstimate = ({ numbers }: RunsSide): boolean => {
  const placed = numbers.filter(({ point }) => point !== null);
  return placed.length > 0 && placed.every(({ point }) => point === "estimate");
};

function estimated(first: RunsSide, other: RunsSide): MeasurementError {
  const [one, measured] = isEstimate(other) ? [other, first] : [first, other];
  return new MeasurementError(
    "POINT_MISMATCH",
    `${one.label} is an ESTIMATE, from a model, and ${measured.label} was measured: they cannot be compared`,
    "An estimate is never compared with a measurement: measure both sides with an instrument",
  );
}

function checkUnits({ label, work }: RunsSide, other: RunsSide): void {
  if (work === undefined || other.work === undefined || work.unit === other.work.unit) return;
  throw new MeasurementError(
    "INCOMPARABLE",
    `The work of ${label} is counted in ${work.unit} and that of ${other.label} in ${other.work.unit}`,
    "Measure both with one --unit, counting the same thing",
  );
}

const facts = ["network", "batch", "precision", "input"] as const;

function loadDifferences(first: RunsSide, other: RunsSide): readonly Seen[] {
  const { load } = first;
  if (load === undefined || other.load === undefined) return [];
  const theirs = other.load;
  return facts.flatMap((fact) => {
    const [a, b] = [load[fact], theirs[fact]];
    if (a === undefined || b === undefined || a === b) return [];
    return [
      { difference: fact, message: `${fact} is ${String(a)} in ${first.label} and ${String(b)} in ${other.label}` },
    ];
  });
}

/** Rails of one instrument that are corrected by different curves differ by those, whatever was run. */
function calibrationDifference(first: RunsSide, other: RunsSide): readonly Seen[] {
  const same = [...first.devices].flatMap(([probe, device]) => (other.devices.get(probe) === device ? [probe] : []));
  const curveOf = ({ curves }: RunsSide, probe: string) =>
    curves
      .filter((one) => one.probe === probe)
      .map(({ rail, curve }) => `${rail} by ${curve}`)
      .sort()
      .join(", ") || "nothing is corrected";
  return same.flatMap((probe) => {
    const [a, b] = [curveOf(first, probe), curveOf(other, probe)];
    if (a === b) return [];
    const message = `${probe} is calibrated otherwise: in ${first.label} ${a}, in ${other.label} ${b}`;
    return [{ difference: "calibration" as const, message }];
  });
}

/** A verdict that says: go by none of this. */
function untrusted({ label, quality }: RunsSide): readonly Seen[] {
  if (quality.verdict !== "invalid") return [];
  const codes = [...new Set(quality.findings.flatMap(({ severity, code }) => (severity === "invalid" ? [code] : [])))];
  return [{ difference: "invalid", message: `The result of ${label} is invalid (${codes.join(", ")})` }];
}
