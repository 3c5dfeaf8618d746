import type { Characterization, RailCharacter } from "../../core/characterization-schema.js";
import { clean } from "../../report/text.js";
import { atPointText } from "../../report/words.js";

/** What was found, for people: a paragraph a rail, what is not known with its reason. */
export function tableOf(found: readonly Characterization[]): string {
  const probes = found.flatMap(({ probe, device, load, rails }) => [
    `${clean(probe)}: ${clean(device)}${load === null ? ", without load" : `, load: ${clean(load)}`}`,
    ...rails.flatMap((rail) => [`  ${clean(rail.rail)}`, ...linesOf(rail).map((line) => `    ${line}`)]),
  ]);
  return `${probes.join("\n")}\n`;
}

/** Where it was kept, and what it was found in. */
export function closingText(recording: string, kept: readonly string[]): string {
  const where = kept.length > 0 ? `kept in ${kept.join(", ")}; run and record use it` : "not kept";
  return `\n${where}\nrecording: ${recording}\n`;
}

function linesOf(rail: RailCharacter): readonly string[] {
  const rows: (readonly [string, string | undefined])[] = [
    ["kind", rail.kind === null ? undefined : `${rail.kind}${trust(rail)}`],
    ["new value every", rail.periodS === null ? undefined : withU(rail.periodS, rail.uPeriodS)],
    ["mean over", rail.windowS === null ? undefined : `${ms(rail.windowS)}${seen(rail)}`],
    ["time constant", rail.lagS === null ? undefined : `${ms(rail.lagS)} (10-90 % rise ${ms(2.197 * rail.lagS)})`],
    ["delay", rail.delayS === null ? undefined : `${withU(rail.delayS, rail.uDelayS)}${drift(rail)}`],
    ["resolution", rail.resolution === null ? undefined : `${short(rail.resolution)} ${rail.unit}`],
    ["noise", rail.noise === null ? undefined : `${short(rail.noise)} ${rail.unit}`],
    [
      "power",
      rail.low === null || rail.high === null
        ? undefined
        : `${short(rail.low)} W without load, ${short(rail.high)} W with it, as it shows them ${placeOf(rail)}`,
    ],
    [
      "polled every",
      `${ms(rail.polledS)}, ${(100 * rail.duplicates).toFixed(0)} % showed the last value again${missed(rail)}`,
    ],
    ["STUCK", rail.stuck ? "it repeats its last value for ever" : undefined],
    ...rail.unknown.map((why): [string, string] => ["not known", why]),
  ];
  return rows.flatMap(([label, text]) => (text === undefined ? [] : [`${label.padEnd(16)}${text}`]));
}

const placeOf = ({ point }: RailCharacter): string => atPointText({ point, estimate: point === "estimate" });

const trust = ({ explained }: RailCharacter): string =>
  explained === null ? "" : ` (explains ${(100 * explained).toFixed(1)} % of what it showed)`;

const seen = ({ seenShare }: RailCharacter): string =>
  seenShare === null || seenShare >= 0.9
    ? ""
    : `: it sees ${(100 * seenShare).toFixed(0)} % of the time and nothing of the rest`;

const drift = ({ driftS }: RailCharacter): string =>
  driftS === null ? "" : `, ${ms(driftS)} more at the end than at the beginning`;

const missed = ({ missedS }: RailCharacter): string =>
  missedS > 0 ? `; nobody asked for ${missedS.toFixed(2)} s` : "";

const withU = (seconds: number, u: number | null): string =>
  u === null ? ms(seconds) : `${ms(seconds)} ± ${ms(2 * u)}`;

const ms = (seconds: number): string => `${Number((1000 * seconds).toPrecision(4))} ms`;
const short = (value: number): string => String(Number(value.toPrecision(4)));
