import type uPlot from "uplot";
import { strokeOf } from "../palette.js";
import type { Flag, Shade, Trace } from "../trace.js";
import type { View } from "../view.js";
import { colour, lineColour } from "./look.js";

const LANES = 3;
const LANE = 15;

/** Windows as shades that take turns. */
export function paintWindows(plot: uPlot, windows: readonly Shade[]): void {
  const { ctx, bbox } = plot;
  const shades = [colour("shade0"), colour("shade1")] as const;
  let painted = Number.NEGATIVE_INFINITY;
  for (const [k, { fromS, toS }] of windows.entries()) {
    const [left, right] = inside(plot, fromS, toS);
    // of windows narrower than a pixel one is enough there
    if (!(right >= left) || (right - left < 1 && left - painted < 1)) continue;
    painted = right;
    ctx.fillStyle = shades[k % 2 === 0 ? 0 : 1];
    ctx.fillRect(left, bbox.top, Math.max(1, right - left), bbox.height);
  }
}

/** Where each window begins, with its name where there is room: over the lines, and legible there. */
export function paintNames(plot: uPlot, windows: readonly Shade[]): void {
  const { ctx, bbox } = plot;
  const ratio = devicePixelRatio;
  const ends: number[] = [];
  ctx.save();
  ctx.font = `${12 * ratio}px system-ui, sans-serif`;
  ctx.textBaseline = "top";
  ctx.textAlign = "left";
  ctx.lineWidth = 4 * ratio;
  ctx.lineJoin = "round";
  [ctx.fillStyle, ctx.strokeStyle] = [colour("ink"), colour("paper")];
  for (const { name, fromS, toS } of windows) {
    const [left, right] = inside(plot, fromS, toS);
    const room = right - left - 8 * ratio;
    if (room < 24 * ratio) continue;
    const lane = laneOf(ends, left);
    ends[lane] = right;
    if (lane >= LANES) continue;
    const words = fitting(ctx, name, room);
    const [x, y] = [left + 4 * ratio, bbox.top + (3 + lane * LANE) * ratio];
    ctx.globalAlpha = 0.4;
    ctx.fillRect(left, bbox.top, ratio, bbox.height);
    ctx.globalAlpha = 1;
    ctx.strokeText(words, x, y);
    ctx.fillText(words, x, y);
  }
  ctx.restore();
}

/** The first lane that is free there. */
function laneOf(ends: readonly number[], left: number): number {
  const free = ends.findIndex((end) => end <= left + 1);
  return free < 0 ? ends.length : free;
}

/** As much of a name as there is room for. */
function fitting(ctx: CanvasRenderingContext2D, name: string, room: number): string {
  const short = name.slice(0, 120);
  if (ctx.measureText(short).width <= room) return short;
  let length = short.length;
  while (length > 1 && ctx.measureText(`${short.slice(0, length)}…`).width > room) length = Math.floor(length * 0.8);
  return length > 1 ? `${short.slice(0, length)}…` : "";
}

/** From where to where a stretch lies in the plot, in pixels of the canvas; nothing of it gives right < left. */
function inside(plot: uPlot, fromS: number, toS: number): readonly [left: number, right: number] {
  const { left, width } = plot.bbox;
  const [from, to] = [plot.valToPos(fromS, "x", true), plot.valToPos(toS, "x", true)];
  if (to < left || from > left + width) return [0, -1];
  return [Math.max(left, from), Math.min(left + width, to)];
}

/** Where a rail that is shown has no values: hatched. */
export function paintGaps(plot: uPlot, traces: readonly Trace[], visible: readonly boolean[]): void {
  const { ctx, bbox } = plot;
  const ratio = devicePixelRatio;
  ctx.save();
  ctx.strokeStyle = colour("gap");
  ctx.lineWidth = ratio;
  const seen = new Set<string>();
  for (const [k, { gaps }] of traces.entries())
    for (let g = 0; visible[k] === true && g < gaps.length; g += 2) {
      const [left, right] = inside(plot, gaps[g] ?? 0, gaps[g + 1] ?? 0);
      const key = `${Math.round(left)} ${Math.round(right)}`;
      if (!(right >= left) || seen.has(key)) continue;
      seen.add(key);
      hatch(ctx, { left, width: Math.max(ratio, right - left), top: bbox.top, height: bbox.height });
    }
  ctx.restore();
}

interface Box {
  readonly left: number;
  readonly width: number;
  readonly top: number;
  readonly height: number;
}

function hatch(ctx: CanvasRenderingContext2D, { left, width, top, height }: Box): void {
  const step = 7 * devicePixelRatio;
  ctx.save();
  ctx.beginPath();
  ctx.rect(left, top, width, height);
  ctx.clip();
  ctx.beginPath();
  for (let x = left - height; x < left + width; x += step) {
    ctx.moveTo(x, top + height);
    ctx.lineTo(x + height, top);
  }
  ctx.stroke();
  ctx.restore();
}

/** From the smallest to the largest sample of each column, behind the line of the means. */
export function paintSpread(plot: uPlot, { x, lines }: View, visible: readonly boolean[]): void {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  ctx.globalAlpha = 0.4;
  for (const [k, { min, max }] of lines.entries()) {
    if (visible[k] !== true) continue;
    ctx.strokeStyle = lineColour(strokeOf(k).hue);
    ctx.lineWidth = Math.max(1, bbox.width / Math.max(1, x.length));
    ctx.beginPath();
    for (const [j, at] of x.entries()) {
      const [low, high] = [min[j], max[j]];
      if (typeof low !== "number" || typeof high !== "number" || low === high) continue;
      const left = plot.valToPos(at, "x", true);
      ctx.moveTo(left, plot.valToPos(low, "y", true));
      ctx.lineTo(left, plot.valToPos(high, "y", true));
    }
    ctx.stroke();
  }
  ctx.restore();
}

/** Marks that came back in an instrument's own stream. */
export function paintFlags(plot: uPlot, flags: readonly Flag[]): void {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.strokeStyle = colour("dim");
  ctx.setLineDash([3 * devicePixelRatio, 3 * devicePixelRatio]);
  ctx.beginPath();
  for (const { atS } of flags) {
    const [left, right] = inside(plot, atS, atS);
    if (right < left) continue;
    ctx.moveTo(left, bbox.top);
    ctx.lineTo(left, bbox.top + bbox.height);
  }
  ctx.stroke();
  ctx.restore();
}
