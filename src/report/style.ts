import picocolors from "picocolors";
import type { Verdict } from "../core/finding.js";
import type { Paint } from "./grid.js";

/** The colours of a table. All of them leave the text alone when colours are not wanted. */
export interface Style extends Paint {
  readonly verdict: Readonly<Record<Verdict | "note", (text: string) => string>>;
  readonly alarm: (text: string) => string;
}

/** The colours, or none: the caller knows whether there is a terminal and what NO_COLOR says. */
export function styleOf(colour: boolean): Style {
  const { bold, dim, green, yellow, red, blue } = picocolors.createColors(colour);
  return {
    strong: bold,
    dim,
    alarm: (text) => bold(yellow(text)),
    verdict: { good: green, degraded: yellow, invalid: red, note: blue },
  };
}
