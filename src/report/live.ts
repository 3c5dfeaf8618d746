import picocolors from "picocolors";
import { type LiveState, liveText, noHistory, type PowerHistory, remember } from "./live-text.js";

/** Where a live line is drawn; a terminal stream of Node fits. */
export interface LiveStream {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  write(text: string): unknown;
}

/** Updates that come closer together than this are remembered and not drawn: about five redraws a second. */
const SMALLEST_STEP_S = 0.15;
/** Return to the line's start and erase to its end. */
const ERASE = "\r\u001b[K";

/**
 * One line that redraws itself on a terminal. On anything else, and where TERM is dumb, it writes nothing at all;
 * NO_COLOR takes the colours away and leaves the line.
 */
export class LiveLine implements Disposable {
  readonly #stream: LiveStream;
  readonly #colours: ReturnType<typeof picocolors.createColors>;
  #history: PowerHistory = noHistory;
  #drawnAtS = Number.NEGATIVE_INFINITY;
  #phase = "";
  #visible = false;
  #enabled: boolean;

  constructor(stream: LiveStream, env: Readonly<Record<string, string | undefined>> = {}) {
    this.#stream = stream;
    this.#enabled = stream.isTTY === true && env["TERM"] !== "dumb";
    const noColour = env["NO_COLOR"] !== undefined && env["NO_COLOR"] !== "";
    this.#colours = picocolors.createColors(this.#enabled && !noColour);
  }

  /** Remembers the newest numbers and draws them, at once when the phase changed. */
  update(state: LiveState): void {
    this.#history = remember(this.#history, state);
    if (!this.#enabled) return;
    const since = state.elapsedS - this.#drawnAtS;
    if (since >= 0 && since < SMALLEST_STEP_S && state.phase === this.#phase) return;
    this.#drawnAtS = state.elapsedS;
    this.#phase = state.phase;
    // The last column stays free: some terminals wrap as soon as it is written.
    const text = liveText(state, this.#history, (this.#stream.columns ?? 80) - 1);
    this.#write(`${ERASE}${this.#paint(text, state)}`);
    this.#visible = text !== "";
  }

  /** Takes the line away, before something else is written; the next update draws it again. */
  clear(): void {
    if (!this.#visible) return;
    this.#write(ERASE);
    this.#visible = false;
    this.#drawnAtS = Number.NEGATIVE_INFINITY;
  }

  /** Takes the line away for good. Safe twice. */
  [Symbol.dispose](): void {
    this.clear();
    this.#enabled = false;
  }

  #paint(text: string, { estimate }: LiveState): string {
    return estimate === true ? this.#colours.yellow(text) : this.#colours.cyan(text);
  }

  /** A terminal that went away must not end the measurement. */
  #write(text: string): void {
    try {
      this.#stream.write(text);
    } catch {
      this.#enabled = false;
    }
  }
}
