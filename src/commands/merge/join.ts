import { isDeepStrictEqual } from "node:util";
import { MeasurementError } from "../../core/error.js";
import type { Matrix, MatrixCell, MatrixSystem } from "../../core/matrix.js";

/** A matrix to be joined. */
export interface Source {
  /** As it was named, for messages. */
  readonly shown: string;
  /** What its system is to be called. */
  readonly label?: string;
  readonly matrix: Matrix;
}

interface Joined {
  readonly system: MatrixSystem;
  readonly cells: readonly { readonly cell: MatrixCell; readonly shown: string }[];
}

/**
 * One matrix of several: systems that are one computer become one, others of its name are numbered. Throws CONFIG for a
 * cell that is there twice, and POINT_MISMATCH where files have one power of a computer at different points.
 */
export function joined(sources: readonly Source[]): Matrix {
  refuseSame(sources);
  const all = sources.reduce<readonly Joined[]>(
    (before, source) => named(source).reduce(withSystem(source), before),
    [],
  );
  const matrices = sources.map(({ matrix }) => matrix);
  const begun = matrices.map(({ startedAt }) => startedAt).sort();
  const distinct = (words: readonly string[]) => [...new Set(words)];
  return {
    schema: "joulemark/matrix/v1",
    ids: distinct(matrices.flatMap(({ ids }) => ids)),
    plan: distinct(matrices.map(({ plan }) => plan)).join(" + "),
    startedAt: begun[0] ?? "",
    seed: matrices[0]?.seed ?? 0,
    systems: all.map(({ system }) => system),
    cells: all.flatMap(({ system, cells }) => cells.map(({ cell }) => ({ ...cell, system: system.label }))),
  };
}

/** Throws CONFIG where two sources under different names have the same recordings: it would be held against itself. */
function refuseSame(sources: readonly Source[]): void {
  const seen = new Map<string, Source>();
  for (const source of sources) {
    const recordings = source.matrix.cells.flatMap((cell) => cell.recordings);
    const other = recordings.map((id) => seen.get(id)).find((one) => one !== undefined && one.label !== source.label);
    if (other !== undefined)
      throw new MeasurementError(
        "CONFIG",
        `${source.shown} and ${other.shown} have the same recordings: they are one measurement under two names`,
        "Leave one of them out: held against itself it says nothing",
      );
    for (const id of recordings) seen.set(id, source);
  }
}

/** Its systems, renamed where that was asked for. */
function named({ shown, label, matrix: { systems } }: Source): readonly (MatrixSystem & { readonly was: string })[] {
  if (label !== undefined && systems.length !== 1)
    throw new MeasurementError(
      "CONFIG",
      `${label}= names one system, and ${shown} has ${systems.length}`,
      "Name the systems where their matrices are still apart, and merge those",
    );
  return systems.map((system) => ({ ...system, label: label ?? system.label, was: system.label }));
}

const withSystem =
  ({ shown, label: wanted, matrix }: Source) =>
  (before: readonly Joined[], { was, ...system }: MatrixSystem & { readonly was: string }): readonly Joined[] => {
    const cells = matrix.cells.filter((cell) => cell.system === was).map((cell) => ({ cell, shown }));
    const same = before.find((one) => one.system.label === system.label);
    if (same === undefined) return [...before, { system, cells }];
    if (isDeepStrictEqual(same.system.host, system.host)) {
      const both = together(same, { system, cells });
      return before.map((one) => (one === same ? both : one));
    }
    if (wanted !== undefined) throw oneName(wanted);
    return [...before, { system: { ...system, label: numbered(system.label, before) }, cells }];
  };

const oneName = (label: string): MeasurementError =>
  new MeasurementError("CONFIG", `Two computers would both be called ${label}`, "Give each another LABEL=");

function numbered(label: string, before: readonly Joined[]): string {
  const taken = new Set(before.map(({ system }) => system.label));
  for (let number = 2; ; number++) if (!taken.has(`${label} ${number}`)) return `${label} ${number}`;
}

/** More cells of one computer. */
function together(first: Joined, more: Joined): Joined {
  for (const { cell, shown } of more.cells)
    for (const other of first.cells) {
      if (other.cell.id === cell.id) throw twice(cell.id, first.system.label, [other.shown, shown]);
      refuseOtherPoint(other, { cell, shown });
    }
  const probes = [...first.system.probes, ...more.system.probes];
  const version = [...new Set([first.system.version, more.system.version])].join(", ");
  const distinct = probes.filter((probe, index) => probes.findIndex((one) => isDeepStrictEqual(one, probe)) === index);
  return { system: { ...first.system, probes: distinct, version }, cells: [...first.cells, ...more.cells] };
}

function twice(id: string, label: string, files: readonly string[]): MeasurementError {
  const [one, other] = files;
  const where = one === other ? `twice in ${one}` : `in ${one} and in ${other}`;
  return new MeasurementError(
    "CONFIG",
    `The cell ${id} of ${label} is ${where}`,
    `Leave one of them out; if they are of two computers, or two runs to be held against each other, name one: LABEL=${other}`,
  );
}

/** One power of a computer at two points is two quantities under one name. */
function refuseOtherPoint(one: Joined["cells"][number], other: Joined["cells"][number]): void {
  for (const { of, point } of one.cell.powers) {
    const moved = other.cell.powers.find((power) => power.of === of && power.point !== point);
    if (moved === undefined) continue;
    throw new MeasurementError(
      "POINT_MISMATCH",
      `${of} of ${one.cell.system} is at ${point} in ${one.shown} and at ${moved.point} in ${other.shown}: a curve from ${moved.point} to ${point} is missing`,
      `Measure both with the same --calibration and --point, or keep them apart: LABEL=${other.shown}`,
    );
  }
}
