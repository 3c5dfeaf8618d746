import { type Finding, MADE_UP } from "../../core/finding.js";
import { keyOf, type RunsSide } from "./side.js";

/** A clock that differs by more makes another machine of it. */
const CLOCKS = 0.1;
/** A power limit is set, not measured. */
const LIMITS = 0.01;
/** Coverage that differs by more compares unlike windows. */
const COVERAGE = 0.05;
/** A colder chip leaks less: that much matters, °C. */
const WARMER = 10;

/** What a reader has to know of two sides that may be compared. */
export const cautionsOf = (first: RunsSide, other: RunsSide): readonly Finding[] => [
  ...madeUp(first, other),
  ...conditions(first, other),
  ...coverage(first, other),
  ...work(first, other),
  ...instruments(first, other),
  ...onlyOne(first, other),
];

/** Of two commands in one recording its own result says so. */
function madeUp(first: RunsSide, other: RunsSide): readonly Finding[] {
  if (first.id === other.id) return [];
  const unreal = [first, other].filter(({ quality }) => quality.findings.some(({ code }) => code === MADE_UP));
  if (unreal.length === 0) return [];
  return [
    {
      code: MADE_UP,
      severity: "note",
      message: `Numbers of ${unreal.map(({ label }) => label).join(" and ")} are made up by a simulation`,
      remedy: "Measure with a real instrument: `joulemark probes` lists those found here",
    },
  ];
}

function conditions(first: RunsSide, other: RunsSide): readonly Finding[] {
  return first.conditions.flatMap((one) => {
    const their = other.conditions.find(({ probe, name }) => probe === one.probe && name === one.name);
    const [a, b] = [one.mean, their?.mean];
    if (a === null || b == null || !isFar(one.quantity, a, b)) return [];
    const [x, y] = [a, b].map((value) => `${Number(value.toPrecision(4))} ${one.unit}`.trimEnd());
    return [
      {
        code: codes[one.quantity] ?? "conditions-differ",
        severity: one.quantity === "temperature" ? "note" : "degraded",
        message: `${one.name} was ${x} on average in ${first.label} and ${y} in ${other.label}`,
        remedy: remedies[one.quantity] ?? "Measure both under the same conditions",
        probe: one.probe,
      } satisfies Finding,
    ];
  });
}

const codes: Readonly<Record<string, string>> = {
  frequency: "clocks-differ",
  "power-limit": "power-limits-differ",
  temperature: "temperatures-differ",
};
const remedies: Readonly<Record<string, string>> = {
  frequency: "Lock the clocks for both, or say that the clock is what is compared",
  "power-limit": "Set one limit for both, or say that the limit is what is compared",
  temperature: "Warm up (--warmup) and pause (--cooldown) alike, or interleave both with joulemark run --ab",
};

function isFar(quantity: string, a: number, b: number): boolean {
  const apart = Math.abs(a - b);
  if (quantity === "temperature") return apart > WARMER;
  if (quantity !== "frequency" && quantity !== "power-limit") return false;
  return apart > (quantity === "frequency" ? CLOCKS : LIMITS) * Math.max(Math.abs(a), Math.abs(b));
}

function coverage(first: RunsSide, other: RunsSide): readonly Finding[] {
  return first.numbers.flatMap((one) => {
    const their = other.numbers.find((number) => keyOf(number) === keyOf(one));
    if (one.what !== "energyJ" || one.coverage === null || their?.coverage == null) return [];
    if (Math.abs(one.coverage - their.coverage) <= COVERAGE) return [];
    const [a, b] = [one.coverage, their.coverage].map((share) => `${(100 * share).toFixed(1)} %`);
    return [
      {
        code: "coverage-differs",
        severity: "degraded",
        message: `${one.of}: samples account for ${a} of the time in ${first.label} and for ${b} in ${other.label}`,
        remedy: "Measure the one with gaps again; its findings say where they come from",
      } satisfies Finding,
    ];
  });
}

/** Energy and time of unlike amounts of work say nothing of which side is better. */
export function sameWork({ work: one }: RunsSide, { work: other }: RunsSide): boolean {
  if (one === undefined || other === undefined) return one === other;
  const amounts = new Set([...one.counts, ...other.counts]);
  return amounts.size === 1;
}

function work(first: RunsSide, other: RunsSide): readonly Finding[] {
  if (sameWork(first, other)) return [];
  const amount = ({ label, work }: RunsSide) => {
    if (work === undefined) return `${label} counts none`;
    const [low, high] = [Math.min(...work.counts), Math.max(...work.counts)];
    return `${label} does ${low === high ? low : `${low} to ${high}`} ${work.unit}`;
  };
  const both = first.work !== undefined && other.work !== undefined;
  return [
    {
      code: "work-differs",
      severity: both ? "note" : "degraded",
      message: `The work of a run is not the same: ${amount(first)}, ${amount(other)}. Energy and time alone say nothing of which is better`,
      remedy: both ? "Go by efficiency and rate" : "Count the work of both (--work or --work-regex)",
    },
  ];
}

/** Nothing is shared by different instruments: all of what they state stays in the difference. */
function instruments(first: RunsSide, other: RunsSide): readonly Finding[] {
  const fromFile = [first, other].filter(({ devices }) => devices.size === 0).map(({ label }) => label);
  if (fromFile.length > 0)
    return [
      {
        code: "nothing-cancels",
        severity: "note",
        message: `${fromFile.join(" and ")} ${fromFile.length === 1 ? "is" : "are"} read from a result file, which keeps no signs of its errors: none cancels, and intervals are wider than they need be`,
        remedy: "Name the recordings instead, where they still are",
      },
    ];
  const shared = [...first.devices.values()].some((device) => [...other.devices.values()].includes(device));
  if (shared) return [];
  return [
    {
      code: "nothing-cancels",
      severity: "note",
      message: `${first.label} and ${other.label} were measured by different instruments or on different computers: no error of theirs cancels`,
      remedy:
        "Measure both with one instrument on one computer, or with instruments that were calibrated against one reference",
    },
  ];
}

function onlyOne(first: RunsSide, other: RunsSide): readonly Finding[] {
  const few = [first, other].filter(({ runs }) => runs < 2).map(({ label }) => label);
  if (few.length === 0) return [];
  return [
    {
      code: "no-repeats",
      severity: "degraded",
      message: `${few.join(" and ")} ${few.length === 1 ? "has" : "have"} one run: how runs scatter is not known, so that the difference is held against what the instruments state, and against nothing else`,
      remedy: "Measure each at least 5 times (--repeat 5), or interleave them: joulemark run --ab 'CMD1' 'CMD2'",
    },
  ];
}
