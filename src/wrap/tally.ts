import type { Finding } from "../core/finding.js";

/** How often something was wrong, and the first of it to quote. */
export interface Tally {
  count: number;
  first: string;
}

/** Counts one more. */
export function noteFault(tally: Tally, text: string): void {
  if (tally.count++ === 0) tally.first = text;
}

const QUOTED = 80;

/** What a program wrote, safe to show: short, and with control characters escaped. */
export const quote = (text: string): string =>
  JSON.stringify(text.length > QUOTED ? `${text.slice(0, QUOTED)}...` : text).replace(
    /[\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );

/** A finding that takes trust. */
export const degraded = (code: string, message: string, remedy: string): Finding => ({
  code,
  severity: "degraded",
  message,
  remedy,
});
