import picocolors from "picocolors";
import { type LiveState, liveText, noHistory, type PowerHistory, remember } from "./live-text.js";
import { drawRow, FEWEST_ROWS, releaseRow, reserveRow } from "./status-bar.js";

/** Where a live line is drawn; a terminal stream of Node fits. */
export interface LiveStream {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  /** Given when somebody else writes to the same terminal: the line then keeps to the last row, out of their way. */
  readonly rows?: number | undefined;
  write(text: string): unknown;
}

/** Updates that come closer together than this are remembered and not drawn: about five redraws a second. */
const SMALLEST_STEP_S = 0.15;
/** Return to the line's start and erase to its end. */
const ERASE = "\r\u001b[K";

/**
 * One line that redraws itself on a terminal: where the cursor is, or in the last row when others write there too.
 * On anything else, and where TERM is dumb, it writes nothing at all; NO_COLOR takes the colours away and leaves the line.
 */
export class LiveLine implements Disposable {
  readonly #stream: LiveStream;
  readonly #colours: ReturnType<typeof picocolors.createColors>;
  #history: PowerHistory = noHistory;
  #drawnAtS = Number.NEGATIVE_INFINITY;
  #phase = "";
  #visible = false;
  /** Rows of the terminal whose last one is ours; 0 when none is. */
  #barRows = 0;
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
    this.#draw(this.#paint(text, state));
    this.#visible = text !== "";
  }

  #draw(text: string): void {
    const { rows = 0 } = this.#stream;
    if (rows < FEWEST_ROWS) {
      this.#write(`${ERASE}${text}`);
      return;
    }
    // The terminal may have been resized since.
    if (rows !== this.#barRows) this.#write(reserveRow(rows));
    this.#barRows = rows;
    this.#write(drawRow(rows, text));
  }

  /** Takes the line away, before something else is written; the next update draws it again. */
  clear(): void {
    if (!this.#visible) return;
    this.#write(this.#barRows > 0 ? releaseRow(this.#barRows) : ERASE);
    this.#barRows = 0;
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
