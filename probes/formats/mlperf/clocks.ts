import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Finding } from "../../../src/core/finding.js";
import type { EdgeOffsets } from "./exchanges.js";

/** The rules refuse a difference beyond this between the two machines (measurement.md, clock synchronisation). */
const ALLOWED_S = 0.4;

/** The analyser's machine minus the measured one, seconds: median over every phase both saw; undefined when they do not say. */
export function clockDifference(power: string): number | undefined {
  const [client, server] = ["client.json", "server.json"].map((name) =>
    phasesOf(join(power, name)).map(({ epoch }) => epoch),
  );
  const differences = (client ?? [])
    .map((epoch, k) => (server?.[k] ?? Number.NaN) - epoch)
    .filter(Number.isFinite)
    .sort((a, b) => a - b);
  if (client?.length !== server?.length || differences.length === 0) return undefined;
  const middle = differences.length >> 1;
  const upper = differences[middle] ?? 0;
  return differences.length % 2 === 1 ? upper : ((differences[middle - 1] ?? 0) + upper) / 2;
}

/** An instant as both clocks of one machine showed it, seconds. */
interface Phase {
  readonly epoch: number;
  readonly monotonic: number;
}

/** Such a machine's wall clock is read in steps of up to a 64th of a second. */
const RESOLUTION_S = 0.02;
/** As of our own clocks (measurement.md 3.1). */
const SLEW = 50e-6;

/** Where the wall clock of either machine did not run with its monotonic one from phase to phase: it was set, or slewed fast. */
export const stepFindings = (power: string): readonly Finding[] =>
  (
    [
      ["load", "client.json"],
      ["analyser", "server.json"],
    ] as const
  ).flatMap(([machine, file]) => stepsOf(machine, phasesOf(join(power, file))));

function stepsOf(machine: string, phases: readonly Phase[]): readonly Finding[] {
  return phases.slice(1).flatMap((phase, k) => {
    const before = phases[k] ?? phase;
    const span = phase.monotonic - before.monotonic;
    const gained = phase.epoch - before.epoch - span;
    if (!(span > 0) || Math.abs(gained) <= RESOLUTION_S + SLEW * span) return [];
    return [
      {
        code: "clock-step",
        severity: "degraded",
        message: `The clock of the ${machine}'s machine gained ${gained.toFixed(3)} s on itself in the ${span.toFixed(0)} s before phase ${k + 2} of ${phases.length}: it was set, or slewed by more than 50 ppm; samples and load may lie apart by as much`,
        remedy: "Let both machines' time daemons settle before measuring, and measure again",
        probe: "mlperf",
      } satisfies Finding,
    ];
  });
}

/** All phases in order; none when the file is absent or is none. */
function phasesOf(path: string): readonly Phase[] {
  try {
    const { ranging, testing } = Object(Object(JSON.parse(readFileSync(path, "utf8"))).phases);
    return [ranging, testing]
      .flatMap((phase) => (Array.isArray(phase) ? phase : []))
      .map((pair) => ({ epoch: Number(pair?.[0]), monotonic: Number(pair?.[1]) }));
  } catch {
    return [];
  }
}

/** How the load's window is placed on the analyser's clock: both edges moved by so much, each right within. All seconds. */
export interface Placed {
  readonly begin: number;
  readonly end: number;
  readonly within: number;
}

/** Moved by what the machines' messages tell at each edge; else not at all, and as uncertain as the clocks are apart. */
export function placedBy(edges: EdgeOffsets | undefined, difference: number | undefined): Placed {
  if (edges === undefined) return { begin: 0, end: 0, within: Math.abs(difference ?? ALLOWED_S) };
  const { begin, end } = edges;
  return { begin: -begin.offset, end: -end.offset, within: Math.max(begin.halfWidth, end.halfWidth) };
}

/** What is to be said of the two clocks. */
export function clockFinding(difference: number | undefined, edges: EdgeOffsets | undefined): Finding {
  const base = { code: "clock-difference", probe: "mlperf" } as const;
  const severity = Math.abs(difference ?? 0) > ALLOWED_S ? "degraded" : "note";
  const remedy = "None needed below 0.4 s; above it, synchronise both machines and measure again";
  const ahead =
    difference === undefined ? "" : `The analyser's clock was ${difference.toFixed(4)} s ahead of the load's`;
  if (edges !== undefined)
    return {
      ...{ ...base, severity, remedy },
      message: `${ahead || "The two clocks were apart"}; by the messages between both machines ${edgeText(edges.begin)} at the beginning and ${edgeText(edges.end)} at the end: our window is moved by that, the official metric is not, as the rules have it`,
    };
  if (difference !== undefined)
    return {
      ...{ ...base, severity, remedy },
      message: `${ahead}; it is not corrected, as the rules have it, and taken as the uncertainty of both edges`,
    };
  return {
    ...base,
    severity: "degraded",
    message:
      "How far the clocks of analyser and load were apart is not known: power/client.json or server.json is missing or damaged; the most the rules allow, 0.4 s, is taken as the uncertainty of both edges",
    remedy: "Import the run with its power folder",
  };
}

const edgeText = ({ offset, halfWidth }: EdgeOffsets["begin"]): string =>
  `${(-offset).toFixed(4)} s (within ${halfWidth.toFixed(4)} s)`;
