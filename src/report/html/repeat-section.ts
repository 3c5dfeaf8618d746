import type { Figure, Result, RunResult, Statistic, WindowResult } from "../../core/result.js";
import { exitsText, statisticCells, targetText } from "../repeats.js";
import { counted } from "../text.js";
import { statisticWords } from "../words.js";
import { picture } from "./axes.js";
import { place } from "./bars.js";
import { type Html, html, nothing, shortened } from "./html.js";

const MOST_PLOTS = 4;
const titles = ["of", "mean of", "mean ± U95", "sd", "runs"] as const;

/** Statistics over the runs, and how each run came out. */
export function repeatSection(result: Result): Html {
  const { statistics = [], runs = [], target } = result;
  if (statistics.length === 0) return nothing;
  const count = counted(Math.max(...statistics.map(({ runs: own }) => own)), "run");
  const plots = statistics.map((statistic) => runPlot(statistic, runs)).filter((plot) => plot !== nothing);
  return html`<section id="repeats"><h2>Repeats: ${count}${exitsText(result)}</h2>
<div class="scroll"><table class="stack"><thead><tr>${titles.map((title, k) => html`<th scope="col" class="${k > 1 ? "n" : ""}">${title}</th>`)}</tr></thead>
<tbody>${statistics.map((statistic) => statisticRow(statistic, result))}</tbody></table></div>
${target === undefined ? nothing : html`<p>${targetText(target)}</p>`}
<div class="pair">${plots.slice(0, MOST_PLOTS)}</div></section>`;
}

function statisticRow(statistic: Statistic, result: Result): Html {
  const [of = "", ...cells] = statisticCells(statistic, result);
  const data = html` data-value="${statistic.mean}" data-u95="${statistic.U95}"`;
  return html`<tr><th scope="row" class="long"><bdi>${of}</bdi></th>${cells.map((cell, k) => html`<td data-label="${titles[k + 1]}" class="${k > 0 ? "n" : ""}"${k === 1 ? data : nothing}>${cell}</td>`)}</tr>`;
}

/** Each run with its U95, and the mean with its own. */
function runPlot(statistic: Statistic, runs: readonly RunResult[]): Html {
  const seen = runs.flatMap(({ index, windows }, k) => {
    const figure = windows.map((window) => figureOf(statistic, window)).find((found) => found !== undefined);
    return figure === undefined ? [] : [{ run: k + 1, index, ...figure }];
  });
  if (seen.length < 2) return nothing;
  const { mean, U95, unit, what, of } = statistic;
  const ends = [...seen.flatMap(({ value, U95: own }) => [value - own, value + own]), mean - U95, mean + U95];
  const [low, high] = [Math.min(...ends), Math.max(...ends)];
  const room = 0.08 * (high - low) || Math.abs(mean) * 0.01 || 1;
  const axes = {
    x: { title: "run", range: [0.5, runs.length + 0.5] as const, whole: true },
    y: { title: `${statisticWords[what]}, ${unit}`, range: [low - room, high + room] as const },
  };
  return html`<figure><figcaption><strong>${statisticWords[what]}</strong> of <bdi>${shortened(of, 80)}</bdi>, run by run</figcaption>
${picture(
  `${statisticWords[what]} of ${of} by run`,
  axes,
  (
    at,
  ) => html`<rect class="band" x="${at.left}" width="${at.right - at.left}" y="${place(at.y(mean + U95))}" height="${place(Math.max(0.5, at.y(mean - U95) - at.y(mean + U95)))}"/>
<path class="line" d="M${at.left} ${place(at.y(mean))}H${at.right}"/>
${seen.map(({ run, value, U95: own }) => html`<path class="error" d="M${place(at.x(run))} ${place(at.y(value - own))}V${place(at.y(value + own))}"/><circle class="dot" cx="${place(at.x(run))}" cy="${place(at.y(value))}" r="3.5"/>`)}`,
)}
<p class="aside">Points are runs with their U95, of which the instrument's part is common to all; the band is the mean's U95.</p></figure>`;
}

/** The number of a run that the statistic is the mean of. */
function figureOf({ of, what }: Statistic, { rails, totals, work }: WindowResult): Figure | undefined {
  const named = (probe: string, name: string) => of === name || of === `${probe}/${name}`;
  if (what === "rate") return work?.rate;
  if (what === "efficiency") return work?.efficiency.find((one) => one.of === of);
  if (what === "durationS") return undefined;
  const found =
    totals.find(({ probe, name }) => named(probe, name)) ?? rails.find(({ probe, rail }) => named(probe, rail));
  return found?.[what] ?? undefined;
}
