/** What a line that was typed beside a reference meter means. */
export type MeterLine =
  | { readonly kind: "reading"; readonly value: number; readonly u?: number }
  | { readonly kind: "skip" | "quit" }
  | { readonly kind: "unreadable"; readonly reason: string };

const NUMBER = String.raw`[+-]?(?:\d{1,20}(?:\.\d{0,20})?|\.\d{1,20})(?:[eE][+-]?\d{1,3})?`;
const reading = new RegExp(`^(?<value>${NUMBER})(?:\\s+(?<u>${NUMBER}))?$`);
/** More than a value and its uncertainty can be. */
const LONGEST = 120;

/** `12.31`, or `12.31 0.02` with its standard uncertainty; nothing skips a step, `q` ends. */
export function parseMeterLine(line: string): MeterLine {
  if (line.length > LONGEST) return unreadable(`it has ${line.length} characters`);
  const words = line.trim();
  if (words === "") return { kind: "skip" };
  if (words === "q") return { kind: "quit" };
  const groups = reading.exec(words)?.groups;
  if (groups === undefined) return unreadable("write e.g. 12.31, or 12.31 0.02 with its standard uncertainty");
  // a minus before nothing is the sign of a display, not of a number
  const value = Number(groups["value"]) + 0;
  if (!Number.isFinite(value)) return unreadable("the value is beyond all numbers");
  if (groups["u"] === undefined) return { kind: "reading", value };
  const u = Number(groups["u"]);
  if (u > 0 && Number.isFinite(u)) return { kind: "reading", value, u };
  return unreadable("an uncertainty is a number above 0");
}

const unreadable = (reason: string): MeterLine => ({ kind: "unreadable", reason });
