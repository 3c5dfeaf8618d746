import { strokeOf } from "../palette.js";
import type { Timeline, Trace } from "../trace.js";
import { viewOf, zoomable } from "../view.js";
import { colour, element, lineColour } from "./look.js";
import type { Range } from "./range.js";

const HEIGHT = 56;
const MOST_LINES = 8;

/** The whole recording, small, with what is seen of it; a drag there moves to it. */
export class Overview {
  readonly node = element("canvas", "overview");
  readonly #rails: ReturnType<typeof zoomable>[];
  readonly #timeline: Timeline;
  readonly #range: Range;
  #dragging: number | undefined;

  constructor(traces: readonly Trace[], timeline: Timeline, range: Range) {
    this.#rails = traces.slice(0, MOST_LINES).map(zoomable);
    this.#timeline = timeline;
    this.#range = range;
    this.node.setAttribute("role", "img");
    this.node.setAttribute("aria-label", "the whole recording, and which part of it is shown");
    this.node.addEventListener("pointerdown", (event) => this.#down(event));
    this.node.addEventListener("pointermove", (event) => this.#move(event));
    for (const end of ["pointerup", "pointercancel"] as const)
      this.node.addEventListener(end, () => {
        this.#dragging = undefined;
      });
  }

  #secondsAt({ offsetX }: PointerEvent): number {
    return (offsetX / this.node.clientWidth) * this.#range.durationS;
  }

  #down(event: PointerEvent): void {
    this.node.setPointerCapture(event.pointerId);
    this.#dragging = this.#secondsAt(event);
    if (!this.#range.whole) this.#centre(this.#dragging);
  }

  /** On the whole recording a drag chooses a part; on a part it moves it. */
  #move(event: PointerEvent): void {
    if (this.#dragging === undefined) return;
    const at = this.#secondsAt(event);
    if (!this.#range.whole && event.shiftKey === false) this.#centre(at);
    else if (Math.abs(at - this.#dragging) > this.#range.durationS / 100)
      this.#range.set(Math.min(at, this.#dragging), Math.max(at, this.#dragging));
  }

  #centre(at: number): void {
    const half = (this.#range.toS - this.#range.fromS) / 2;
    this.#range.set(at - half, at + half);
  }

  draw(): void {
    const ratio = devicePixelRatio;
    const width = Math.max(100, this.node.clientWidth);
    this.node.width = width * ratio;
    this.node.height = HEIGHT * ratio;
    const ctx = this.node.getContext("2d");
    if (ctx === null) return;
    ctx.scale(ratio, ratio);
    const x = (s: number) => (s / (this.#range.durationS || 1)) * width;
    for (const [k, { fromS, toS }] of this.#timeline.windows.slice(0, 2000).entries()) {
      ctx.fillStyle = colour(`shade${k % 2}`);
      ctx.fillRect(x(fromS), 0, Math.max(0.5, x(toS) - x(fromS)), HEIGHT);
    }
    this.#lines(ctx, x, width);
    ctx.fillStyle = colour("veil");
    ctx.fillRect(0, 0, x(this.#range.fromS), HEIGHT);
    ctx.fillRect(x(this.#range.toS), 0, width - x(this.#range.toS), HEIGHT);
    ctx.strokeStyle = colour("accent");
    ctx.lineWidth = 2;
    ctx.strokeRect(x(this.#range.fromS) + 1, 1, Math.max(2, x(this.#range.toS) - x(this.#range.fromS) - 2), HEIGHT - 2);
  }

  #lines(ctx: CanvasRenderingContext2D, x: (s: number) => number, width: number): void {
    const view = viewOf(this.#rails, { fromS: 0, toS: this.#range.durationS, columns: Math.round(width) });
    const highest = Math.max(1e-9, ...view.lines.flatMap(({ max }) => max.map((value) => value ?? 0)));
    const y = (watts: number) => HEIGHT - 3 - (Math.max(0, watts) / highest) * (HEIGHT - 8);
    for (const [k, { mean }] of view.lines.entries()) {
      ctx.strokeStyle = lineColour(strokeOf(k).hue);
      ctx.lineWidth = 1;
      ctx.beginPath();
      let pen = false;
      for (const [j, at] of view.x.entries()) {
        const value = mean[j];
        if (value === undefined) continue;
        if (value !== null) {
          if (pen) ctx.lineTo(x(at), y(value));
          else ctx.moveTo(x(at), y(value));
        }
        pen = value !== null;
      }
      ctx.stroke();
    }
  }
}
