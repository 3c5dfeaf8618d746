import { type ErrorCode, MeasurementError } from "../../src/core/error.js";
import type { Detection } from "../../src/core/probe.js";
import type { Ended } from "./program.js";

/** What a program says when it cannot go on, and what to do about it. */
export interface Refusal {
  readonly code: ErrorCode;
  readonly exit?: number;
  /** Part of the text, on either channel. */
  readonly text?: string;
  readonly message: string;
  readonly remedy: string;
}

/** A program's known refusals: texts are looked for first, since versions differ in their exit statuses. */
export interface Refusals {
  /** The program's name. */
  readonly program: string;
  readonly known: readonly Refusal[];
  /** What to do about one that is not known. */
  readonly remedy: string;
}

/** Why a program ended without an answer, as an error; the words of the program itself stand in an unknown one. */
export function refusalBy({ program, known, remedy }: Refusals) {
  return ({ code, silent, said }: Ended, lines: readonly string[]): MeasurementError => {
    const text = [...lines, said].join("\n");
    const found =
      known.find((refusal) => refusal.text !== undefined && text.includes(refusal.text)) ??
      known.find(({ exit }) => exit !== undefined && exit === code);
    if (found !== undefined) return new MeasurementError(found.code, `${program}: ${found.message}`, found.remedy);
    const why = silent ? "said nothing for too long" : `ended with status ${code ?? "unknown"}`;
    const words = firstLine(text);
    return new MeasurementError(
      silent ? "PROBE_DIED" : "UNAVAILABLE",
      `${program} ${why}${words === "" ? "" : `: ${words}`}`,
      remedy,
    );
  };
}

/** A refusal as what looking for the instrument gave: a program that hangs is there, and does not work. */
export const refused = ({ code, message, remedy }: MeasurementError): Detection => ({
  status: statuses[code] ?? "missing",
  what: message,
  remedy,
});

const statuses: { readonly [Code in ErrorCode]?: Detection["status"] } = {
  PERMISSION: "no-permission",
  PROBE_DIED: "not-working",
};

const firstLine = (text: string): string =>
  text
    .split("\n")
    .find((line) => line.trim() !== "")
    ?.slice(0, 200) ?? "";
