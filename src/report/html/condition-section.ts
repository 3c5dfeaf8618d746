import type { Result } from "../../core/result.js";
import { plainText } from "../number.js";
import { type Html, html, nothing, shortened } from "./html.js";
import type { Fact, PageData } from "./page-data.js";

const LONGEST = 2000;
const MOST = 400;

/** Where, with what and under which conditions it was measured. */
export function conditionSection({ result, facts }: Pick<PageData, "result" | "facts">): Html {
  const { run, probes } = result;
  const parts: readonly (readonly [title: string, facts: readonly Fact[]])[] = [
    ["Host", [...flat(run.host), ["run", run.id], ["started", run.startedAt], ...recordingFact(result)]],
    [
      "Instruments",
      [...probes.map(({ name, device }): Fact => [name, device]), ...characterizedFacts(result), ...curveFacts(result)],
    ],
    ["Versions and notes", facts],
    ["Load", run.load === undefined ? [] : flat(run.load)],
    ["Clocks", clockFacts(result)],
    ["What measuring cost", selfFacts(result)],
  ];
  return html`<section id="conditions"><h2>Conditions</h2><div class="pair">${parts.filter(([, own]) => own.length > 0).map(([title, own]) => factTable(title, own))}</div>
<p class="aside">Clocks, temperatures and other conditions that instruments told stand with each window above.</p></section>`;
}

const factTable = (title: string, facts: readonly Fact[]): Html =>
  html`<div><h3>${title}</h3><dl class="facts">${facts.slice(0, MOST).map(([name, said]) => html`<dt class="long">${shortened(name, 200)}</dt><dd class="long"><bdi>${shortened(said, LONGEST)}</bdi></dd>`)}</dl>${facts.length > MOST ? html`<p class="aside">and ${facts.length - MOST} more, in the JSON</p>` : nothing}</div>`;

const recordingFact = ({ run }: Result): readonly Fact[] =>
  run.recording === null ? [] : [["recording", run.recording]];

/** Nested values by their path. */
function flat(value: Readonly<Record<string, unknown>>, above = ""): readonly Fact[] {
  return Object.entries(value).flatMap(([key, inner]): readonly Fact[] => {
    const name = above === "" ? key : `${above}.${key}`;
    if (isRecord(inner)) return flat(inner, name);
    return [[name, typeof inner === "string" ? inner : (JSON.stringify(inner) ?? "")]];
  });
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** A rail is the same in every window. */
function characterizedFacts({ windows }: Result): readonly Fact[] {
  return (windows[0]?.rails ?? []).flatMap(({ probe, rail, characterized }): readonly Fact[] =>
    characterized === undefined
      ? []
      : [[`${probe}/${rail}`, `characterized ${characterized.at} in ${characterized.id}`]],
  );
}

function curveFacts({ windows }: Result): readonly Fact[] {
  return (windows[0]?.rails ?? []).map(({ probe, rail, correction: { curve, from, to, quality } }): Fact => {
    if (curve === null) return [`${probe}/${rail}`, `as its instrument shows it, at ${from}`];
    const way = from === to ? `at ${from}` : `from ${from} to ${to}`;
    return [`${probe}/${rail}`, `corrected ${way} by ${curve}${quality === undefined ? "" : ` (${quality})`}`];
  });
}

function clockFacts({ clocks = [], sync = [] }: Result): readonly Fact[] {
  return [
    ...clocks.map(
      ({ probe, method, skewPpm, uSkewPpm, uOffsetS, segments }): Fact => [
        probe,
        `its clock mapped by ${method}: skew ${plainText(skewPpm, "ppm")} (u ${plainText(uSkewPpm, "ppm")}), offset known to u ${plainText(uOffsetS, "s")}, ${segments} segments`,
      ],
    ),
    ...sync.map(
      ({ probe, delayS, uS, used, why }): Fact => [
        probe,
        delayS === null
          ? why
          : `${plainText(delayS, "s")} later than stated by the sync pulses (u ${plainText(uS, "s")}), ${used ? "taken out" : "not used"}: ${why}`,
      ],
    ),
  ];
}

function selfFacts({ self }: Result): readonly Fact[] {
  if (self === null) return [["cost", "not known: the recording ends before it could be said"]];
  const { cpuS, missedTicks, readMicros, latenessMicros, granted } = self;
  return [
    ["processor time", plainText(cpuS, "s")],
    ["missed ticks", String(missedTicks)],
    ...(readMicros === null ? [] : [["a read took", `p50 ${readMicros.p50} µs, p99 ${readMicros.p99} µs`] as const]),
    ...(latenessMicros === null
      ? []
      : [["late by", `p50 ${latenessMicros.p50} µs, p99 ${latenessMicros.p99} µs`] as const]),
    ...flat(granted, "granted"),
  ];
}
