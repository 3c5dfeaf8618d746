import { MeasurementError } from "../core/error.js";
import type { Seconds } from "../core/units.js";
import type { Load } from "./load.js";

/** Taps of shift registers of n bits that run through all 2^n - 1 states (primitive polynomials over GF(2)). */
const taps: Readonly<Record<number, readonly number[]>> = {
  5: [5, 3],
  6: [6, 5],
  7: [7, 6],
  8: [8, 6, 5, 4],
  9: [9, 5],
  10: [10, 7],
};

/** Barker's sequence of 13 chips: its autocorrelation is 13 at zero and at most 1 elsewhere. Short, for a sync pulse. */
export const barker13: readonly number[] = [1, 1, 1, 1, 1, 0, 0, 1, 1, 0, 1, 0, 1];

/**
 * A maximum length sequence of 2^n - 1 chips, n from 5 to 10: as +1 and -1 its periodic autocorrelation is 2^n - 1 at
 * zero and -1 everywhere else (measurement.md 3.5). CONFIG for another n.
 */
export function maximumLengthSequence(n: number): readonly number[] {
  const from = taps[n];
  if (from === undefined) {
    throw new MeasurementError("CONFIG", `No load pattern of order ${n} is known`, "Use an order from 5 to 10");
  }
  let register = 1;
  return Array.from({ length: 2 ** n - 1 }, () => {
    const chip = register & 1;
    const next = from.reduce((bit, tap) => bit ^ (register >> (n - tap)), 0) & 1;
    register = (register >> 1) | (next << (n - 1));
    return chip;
  });
}

/** Chips as a load that begins at `startS`: the load changes only where neighbours differ, and is off afterwards. */
export function patternLoad(chips: readonly number[], { startS, chipS }: { startS: Seconds; chipS: Seconds }): Load {
  const changes = [...chips, 0].flatMap((chip, k) =>
    chip === (chips[k - 1] ?? 0) ? [] : [{ at: startS + k * chipS, chip }],
  );
  return {
    atS: Float64Array.from(changes, ({ at }) => at),
    level: Float64Array.from(changes, ({ chip }) => chip),
  };
}

const GOLDEN = (Math.sqrt(5) - 1) / 2;

/**
 * The shortest chip of at least `atLeastS` whose edges fall on ever new phases of a period: a whole number of periods
 * and the golden section of one more, the ratio that no fraction comes near. For a period of 100 ms: 261.8 ms.
 */
export function chipFor(periodS: Seconds, { atLeastS = 2 * periodS }: { readonly atLeastS?: Seconds } = {}): Seconds {
  return (Math.max(0, Math.ceil(atLeastS / periodS - GOLDEN)) + GOLDEN) * periodS;
}

/** How often to poll a sensor of this period: about eight times in each, on ever new phases of it. */
export const pollFor = (periodS: Seconds): Seconds => periodS / (7 + GOLDEN);

/**
 * The load that tells what a sensor is: fast chips, which time the edges and show a window within a period, and then
 * slow ones, which a running mean or a lag of ten periods can follow. About 700 periods long.
 */
export function characterizingLoad(periodS: Seconds, startS: Seconds): Load {
  const fast = maximumLengthSequence(7);
  const chipS = chipFor(periodS);
  const slowS = startS + (fast.length + 2) * chipS;
  const parts = [
    patternLoad(fast, { startS, chipS }),
    patternLoad(maximumLengthSequence(5), { startS: slowS, chipS: chipFor(periodS, { atLeastS: 12 * periodS }) }),
  ];
  return {
    atS: Float64Array.from(parts.flatMap(({ atS }) => [...atS])),
    level: Float64Array.from(parts.flatMap(({ level }) => [...level])),
  };
}

/** Phases missed by more than this share of a period are missed by design, not by chance: 5 phases or fewer. */
const WIDEST_GAP = 0.2;

/**
 * Whether the edges of a load fall on so few phases of a sensor's period that it cannot time them: the widest gap
 * between phases is over a fifth of the period, and wider than what the sensor sees of each (`seenS`, its window).
 */
export function isCommensurate(load: Load, { periodS, seenS }: { periodS: Seconds; seenS: Seconds }): boolean {
  return widestPhaseGap(load, periodS) > Math.max(WIDEST_GAP, Math.min(1, seenS / periodS) + 1e-9);
}

const CHIPS_TRIED = 97;

/**
 * A chip of one to two times `atLeastS` for which the edges of a pattern fall on the most even phases of every one of
 * several periods.
 */
export function chipForAll(periods: readonly Seconds[], chips: readonly number[], atLeastS: Seconds): Seconds {
  const candidates = Array.from({ length: CHIPS_TRIED }, (_, k) => atLeastS * (1 + k / CHIPS_TRIED));
  const worst = candidates.map((chipS) => {
    const load = patternLoad(chips, { startS: 0, chipS });
    return Math.max(0, ...periods.map((periodS) => widestPhaseGap(load, periodS)));
  });
  return candidates[worst.indexOf(Math.min(...worst))] ?? atLeastS;
}

/** The widest gap between the phases of the edges, as a share of the period: 1 when all fall on the same. */
export function widestPhaseGap({ atS }: Load, periodS: Seconds): number {
  const first = atS[0];
  if (first === undefined) return 1;
  const phases = Array.from(atS, (at) => ((at - first) / periodS) % 1).sort((a, b) => a - b);
  const gaps = phases.map((phase, k) => (phases[k + 1] ?? 1 + (phases[0] ?? 0)) - phase);
  return Math.max(...gaps);
}
