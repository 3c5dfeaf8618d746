import type { AgreementResult } from "../core/agreement-result.js";
import type { DynamicResult, Efficiency, WindowResult, WorkResult } from "../core/result.js";
import { figureText, MISSING, plainText, shareText } from "./number.js";
import { clean, counted } from "./text.js";
import { atPointText } from "./words.js";

/** A label and what stands beside it. */
export interface LabelledText {
  readonly label: string;
  readonly text: string;
}

function workText(work: WorkResult): LabelledText {
  const { count, unit, rate } = work;
  const [name, perSecond] = [clean(unit), figureText(rate, `${clean(unit)}/s`)];
  return {
    label: "work",
    text: `${Number.isFinite(count) ? count : MISSING} ${name}, ${perSecond}${steadyText(work)}`,
  };
}

function latencyText({ latencyMs }: WorkResult): readonly LabelledText[] {
  if (latencyMs === undefined) return [];
  const { median, p95, p99 } = latencyMs;
  const text = `median ${plainText(median, "ms")}, p95 ${plainText(p95, "ms")}, p99 ${plainText(p99, "ms")}`;
  return [{ label: "latency", text }];
}

/** How steady the rate was, of a load that says. */
const steadyText = ({ windows }: WorkResult): string =>
  windows === undefined ? "" : ` (varies by ${shareText(windows.variation)} over ${counted(windows.count, "window")})`;

function dynamicText({ of, point, idlePowerW, dynamicEnergyJ, idleShare }: DynamicResult): LabelledText {
  const where = `${clean(of)} ${atPointText({ point, estimate: point === "estimate" })}`;
  const [energy, idle] = [figureText(dynamicEnergyJ, "J"), figureText(idlePowerW, "W")];
  return { label: "above idle", text: `${energy}, ${where}; idle ${idle}, ${shareText(idleShare)} of the energy` };
}

/** What was held against each other, and how it came out. */
function agreementText({
  relation,
  first,
  second,
  differenceJ,
  agrees,
  normalizedError,
}: AgreementResult): LabelledText {
  const error = normalizedError < 100 ? normalizedError.toFixed(2) : ">100";
  const verdict = `${figureText(differenceJ, "J")}, ${error} of its U95: ${agrees ? "they agree" : "THEY DISAGREE"}`;
  const [a, b] = [clean(first), clean(second)];
  return {
    label: "agreement",
    text: relation === "same" ? `${a} - ${b} = ${verdict}` : `${a} contains ${b}: ${verdict}`,
  };
}

/** Both ways round: work per joule, and joules for a unit of it. */
function efficiencyText({ joulesPerUnit, ...figure }: Efficiency, unit: string): string {
  const text = figureText(figure, clean(figure.unit));
  return joulesPerUnit === undefined ? text : `${text} or ${figureText(joulesPerUnit, `J/${clean(unit)}`)}`;
}

/**
 * Parts that stay within what contains them are as they should be: that is in the JSON, and no line in a table. Of many
 * that agree, too, only the count is told.
 */
function agreementRows(all: readonly AgreementResult[]): readonly LabelledText[] {
  const told = all.filter(({ agrees, relation }) => !agrees || relation === "same");
  if (told.length <= MANY) return told.map(agreementText);
  const [apart, together] = [told.filter(({ agrees }) => !agrees), told.filter(({ agrees }) => agrees)];
  return [
    ...apart.map(agreementText),
    { label: "agreement", text: `${counted(together.length, "pair")} of meters agree` },
  ];
}

const MANY = 4;

/** Work, efficiency and energy above idle of a window, one line each; then what instruments of one power say of each other. */
export function workRows({ work, dynamic = [], agreement = [] }: WindowResult): readonly LabelledText[] {
  const efficiency = (work?.efficiency ?? []).map((figure) => ({
    label: "efficiency",
    text: `${efficiencyText(figure, work?.unit ?? "")}, ${clean(figure.of)} ${atPointText(figure)}`,
  }));
  return [
    ...(work === undefined ? [] : [workText(work), ...latencyText(work)]),
    ...efficiency,
    ...dynamic.map(dynamicText),
    ...agreementRows(agreement),
  ];
}
