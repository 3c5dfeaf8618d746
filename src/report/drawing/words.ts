import type { Result, WindowResult } from "../../core/result.js";
import { shortened } from "../html/html.js";
import type { Timeline, Trace } from "../html/trace.js";
import { durationText, figureText, MISSING } from "../number.js";
import { clean, counted } from "../text.js";
import { alarmsOf, ESTIMATE } from "../words.js";

const NAME = 60;

/** The window whose means stand in the legend: where work was done, else the first. */
export const legendWindow = ({ windows }: Result): WindowResult | undefined =>
  windows.find(({ work }) => work !== undefined) ?? windows[0];

/** A rail as the legend names it, with its mean power and U95; an estimate as such. */
export function railWords({ probe, rail, estimate }: Trace, window: WindowResult | undefined): string {
  const found = window?.rails.find((one) => one.probe === probe && one.rail === rail);
  const name = shortened(clean(`${probe}/${rail}`), NAME);
  const power =
    found === undefined ? "" : ` ${found.meanPowerW === null ? MISSING : figureText(found.meanPowerW, "W")}`;
  return `${name}${power}${estimate ? ` ${ESTIMATE}` : ""}`;
}

/** What a reader of the paper has to know of the lines; of each sentence one. */
export function noteWords(result: Result, { traces, windows }: Timeline): readonly string[] {
  const window = legendWindow(result);
  if (!traces.some(({ samples }) => samples > 0)) return verdictWords(result);
  return [
    ...(window === undefined
      ? []
      : [
          `Figures are the mean power in the window “${shortened(clean(window.name), NAME)}” with U95, the expanded uncertainty at 95 %; lines and bands have none.`,
        ]),
    ...bandWords(traces),
    ...(traces.some(({ gapCount }) => gapCount > 0) ? ["A line is broken where its rail has no samples."] : []),
    ...(windows.length > 0 ? ["Windows are shaded."] : []),
    ...alarmsOf({ estimate: traces.some(({ estimate }) => estimate), findings: result.quality.findings }).map(
      (alarm) => `${alarm}.`,
    ),
    ...verdictWords(result),
  ];
}

function bandWords(traces: readonly Trace[]): readonly string[] {
  const widths = traces.flatMap(({ shape }) => (shape.kind === "buckets" ? [shape.widthS] : []));
  const of =
    widths.length === 0 ? "what lies closer than the drawing shows" : `at least ${durationText(Math.min(...widths))}`;
  return [`A line is the mean of ${of}, its band from the smallest to the largest sample there.`];
}

function verdictWords({ quality: { verdict, findings } }: Result): readonly string[] {
  if (verdict === "good") return [];
  const codes = [...new Set(findings.flatMap(({ severity, code }) => (severity === "note" ? [] : [code])))];
  const more = codes.length > 6 ? `, and ${counted(codes.length - 6, "more")}` : "";
  return [`Verdict: ${verdict} (${codes.slice(0, 6).join(", ")}${more}).`];
}
