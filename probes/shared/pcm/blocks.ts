import { type Consumed, parseLine } from "./lines.js";

/** One interval: how long it was, and what each socket and its memory consumed in it. */
export interface Block {
  /** Undefined where the tool's word for it cannot be read. */
  readonly elapsedMs: number | undefined;
  readonly consumed: ReadonlyMap<string, Consumed>;
  /** How many lines it was made of. */
  readonly lines: number;
}

/** What a line was, and the block that it ended. */
export interface Taken {
  /** `stray`: energy outside of any block; `preamble`: anything before the first one. */
  readonly line: "part" | "rule" | "detail" | "preamble" | "unknown" | "stray";
  readonly block?: Block;
}

interface OpenBlock {
  readonly elapsedMs: number | undefined;
  readonly consumed: Map<string, Consumed>;
  lines: number;
}

/** Puts the lines of pcm-power's text together: a block goes from `Time elapsed` to the next dashes or `Time elapsed`. */
export class Blocks {
  #open: OpenBlock | undefined;
  #begun = false;

  take(text: string): Taken {
    const line = parseLine(text);
    switch (line.kind) {
      case "rule":
        this.#begun = true;
        return { line: "rule", ...this.#close() };
      case "elapsed": {
        const ended = this.#close();
        this.#begun = true;
        this.#open = { elapsedMs: line.ms, consumed: new Map(), lines: 1 };
        return { line: "part", ...ended };
      }
      case "consumed":
        return { line: this.#enter(line.rail, line.consumed) };
      case "detail":
        return { line: this.#begun ? "detail" : "preamble" };
      case "unknown":
        return { line: this.#begun ? "unknown" : "preamble" };
    }
  }

  #enter(rail: string, consumed: Consumed): "part" | "stray" {
    if (this.#open === undefined) return "stray";
    const twice = this.#open.consumed.has(rail);
    // two in one block: the line between two blocks was lost, and the time of neither is known
    this.#open.consumed.set(rail, twice ? { reason: "twice-in-a-block" } : consumed);
    this.#open.lines++;
    return "part";
  }

  /** The block at hand when no more lines follow. */
  end(): Block | undefined {
    return this.#close().block;
  }

  #close(): { readonly block?: Block } {
    const block = this.#open;
    this.#open = undefined;
    return block === undefined ? {} : { block };
  }
}

/** Energy and power are rounded to hundredths, each by itself. */
const ROUNDING = 0.0051;

/** One rail's mean power over a block in watts, or the word for why there is none. */
export function powerOf({ elapsedMs, consumed }: Block, rail: string): number | string {
  const found = consumed.get(rail);
  if (elapsedMs === undefined) return "no-length";
  if (found === undefined) return "no-line";
  if (found.reason !== undefined) return found.reason;
  const power = (found.joules * 1000) / elapsedMs;
  // the tool's own quotient of the same two numbers: where they differ, a digit was lost
  const agrees = Math.abs(power - found.watts) <= ROUNDING * (1 + 1000 / elapsedMs) + 1e-9 * power;
  return agrees ? power : "contradiction";
}

/** Every rail's mean power; NaN, and its reason at the same place, where there is none. */
export function powersOf(block: Block, rails: readonly string[]) {
  const powers = rails.map((rail) => powerOf(block, rail));
  return {
    values: powers.map((power) => (typeof power === "number" ? power : Number.NaN)),
    reasons: powers.map((power) => (typeof power === "string" ? power : undefined)),
  };
}
