import uPlot from "uplot";
import { strokeOf } from "../palette.js";
import type { Timeline, Trace } from "../trace.js";
import { type Line, type View, viewOf, type Zoomable, zoomable } from "../view.js";
import { type Legend, legendOf } from "./legend.js";
import { colour, element, lineColour } from "./look.js";
import { paintFlags, paintGaps, paintNames, paintSpread, paintWindows } from "./paint.js";
import type { Range } from "./range.js";

const HEIGHT = 260;
const WHEEL = 1.25;

/** What a panel is drawn with. */
export interface PanelOptions {
  readonly title: string;
  readonly timeline: Timeline;
  readonly range: Range;
  /** The instant under the cursor, or none. */
  readonly hovered: (atS: number | null) => void;
}

/** All rails at one point of the power path over one axis of watts. */
export class Panel {
  readonly node: HTMLElement;
  readonly #traces: readonly Trace[];
  readonly #rails: readonly Zoomable[];
  readonly #range: Range;
  readonly #legend: Legend;
  readonly #place: HTMLElement;
  readonly #plot: uPlot;
  #view: View = { x: [], lines: [] };

  constructor(traces: readonly Trace[], options: PanelOptions) {
    this.#traces = traces;
    this.#rails = traces.map(zoomable);
    this.#range = options.range;
    this.#legend = legendOf(traces, { reasons: options.timeline.reasons, changed: () => this.toggled() });
    this.#place = element("div", "canvas");
    this.node = element("figure", "panel", element("figcaption", "", options.title), this.#place, this.#legend.node);
    this.#plot = new uPlot(this.#options(options), [[0], ...traces.map(() => [null])], this.#place);
    this.#wheel();
  }

  #options({ timeline, range, hovered }: PanelOptions): uPlot.Options {
    const axis = {
      stroke: () => colour("dim"),
      grid: { stroke: () => colour("grid") },
      ticks: { stroke: () => colour("grid") },
    };
    return {
      width: 300,
      height: HEIGHT,
      legend: { show: false },
      scales: { x: { time: false, range: () => [range.fromS, range.toS] }, y: { range: () => this.#yRange() } },
      axes: [
        { ...axis, values: (_, ticks) => ticks.map((tick) => `${Number(tick.toPrecision(10))} s`) },
        { ...axis, size: 64, values: (_, ticks) => ticks.map((tick) => `${Number(tick.toPrecision(10))} W`) },
      ],
      series: [{}, ...this.#traces.map((_, k) => this.#series(k))],
      cursor: { y: false, drag: { x: true, y: false, setScale: false }, sync: { key: "time" } },
      hooks: {
        drawClear: [
          (plot) => paintWindows(plot, timeline.windows),
          (plot) => paintGaps(plot, this.#traces, this.#legend.visible),
        ],
        drawAxes: [
          (plot) => paintSpread(plot, this.#view, this.#legend.visible),
          (plot) => paintFlags(plot, timeline.flags),
        ],
        draw: [(plot) => paintNames(plot, timeline.windows)],
        setSelect: [(plot) => this.#selected(plot)],
        setCursor: [(plot) => this.#hover(plot, hovered)],
      },
    };
  }

  #series(k: number): uPlot.Series {
    const { hue, dash } = strokeOf(k);
    return {
      show: this.#legend.visible[k] === true,
      stroke: () => lineColour(hue),
      width: 1.6,
      ...(dash.length > 0 && { dash: [...dash] }),
      points: { size: 4 },
    };
  }

  /** From zero unless that would leave more than half of the panel empty. */
  #yRange(): [number, number] {
    let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    const take = (values: Line["min"]) => {
      for (const value of values)
        if (typeof value === "number") {
          if (value < low) low = value;
          if (value > high) high = value;
        }
    };
    for (const [k, { min, max }] of this.#view.lines.entries())
      if (this.#legend.visible[k] === true) for (const values of [min, max]) take(values);
    if (!(high >= low)) return [0, 1];
    const room = 0.08 * (high - low) || Math.abs(high) * 0.02 || 1;
    return [low >= 0 && low < high / 2 ? 0 : low - room, high + room];
  }

  /** Draws what the range shows, as wide as the page has room. */
  draw(): void {
    const width = Math.max(200, this.#place.clientWidth);
    const columns = Math.max(50, width - 80);
    this.#view = viewOf(this.#rails, { fromS: this.#range.fromS, toS: this.#range.toS, columns });
    if (this.#plot.width !== width) this.#plot.setSize({ width, height: HEIGHT });
    // the lines hold undefined where there was no sample, as uPlot takes it
    this.#plot.setData([[...this.#view.x], ...this.#view.lines.map(({ mean }) => mean)] as uPlot.AlignedData, true);
  }

  toggled(): void {
    for (const [k, show] of this.#legend.visible.entries())
      if (this.#plot.series[k + 1]?.show !== show) this.#plot.setSeries(k + 1, { show });
    this.draw();
  }

  recolour(): void {
    this.#legend.recolour();
    this.#plot.redraw(false, true);
  }

  #selected(plot: uPlot): void {
    const { left, width } = plot.select;
    if (width < 4) return;
    this.#range.set(plot.posToVal(left, "x"), plot.posToVal(left + width, "x"));
    plot.setSelect({ left: 0, width: 0, top: 0, height: 0 }, false);
  }

  #hover(plot: uPlot, hovered: PanelOptions["hovered"]): void {
    const { idx = null, left = -1 } = plot.cursor;
    this.#legend.show(this.#view.lines, this.#view.x, left < 0 ? null : idx);
    hovered(left < 0 ? null : plot.posToVal(left, "x"));
  }

  /** Nearer and farther around the pointer; at the whole recording, farther scrolls the page. */
  #wheel(): void {
    this.#plot.over.addEventListener(
      "wheel",
      (event) => {
        if (event.deltaY === 0 || (event.deltaY > 0 && this.#range.whole)) return;
        event.preventDefault();
        const at = this.#plot.posToVal(event.offsetX, "x");
        this.#range.zoom(event.deltaY > 0 ? WHEEL : 1 / WHEEL, at);
      },
      { passive: false },
    );
  }
}
