import { isIntact, sealed } from "./json-seal.js";
import { dictionary, instant, list, number, object, oneOf, type Read, text, toJson, truth } from "./json-shape.js";
import { readExecution, readFinding, readMark } from "./manifest-json.js";
import type { RecordedEvent } from "./recording.js";

const readers: { readonly [Type in RecordedEvent["type"]]: Read<RecordedEvent> } = {
  clock: object({ type: oneOf("clock"), pair: object({ mono: instant, wallMs: number, withinNs: number }) }),
  mark: object({ type: oneOf("mark"), mark: readMark }),
  execution: object({ type: oneOf("execution"), execution: readExecution }),
  "execution-start": object(
    { type: oneOf("execution-start"), index: number, warmup: truth, at: instant, within: number },
    { label: text },
  ),
  gap: object({ type: oneOf("gap"), probe: text, from: instant, to: instant, reason: text }, { columns: list(text) }),
  finding: object({ type: oneOf("finding"), finding: readFinding }),
  marker: object({
    type: oneOf("marker"),
    probe: text,
    marker: object(
      { kind: oneOf("begin", "end"), name: text, sent: instant, within: number },
      { returned: object({ at: instant, clock: number }), column: text },
    ),
  }),
  load: object({ type: oneOf("load"), execution: number, at: instant, facts: dictionary }),
  "load-window": object({
    type: oneOf("load-window"),
    execution: number,
    from: instant,
    to: instant,
    work: number,
    cpu: number,
    switches: number,
  }),
  "pulse-edge": object({ type: oneOf("pulse-edge"), pulse: text, at: instant, within: number, level: number }),
  repeats: object({
    type: oneOf("repeats"),
    at: instant,
    of: text,
    what: text,
    target: number,
    cv: number,
    needed: number,
    most: number,
    runs: number,
  }),
  shift: object({
    type: oneOf("shift"),
    execution: number,
    shift: number,
    shifts: number,
    at: instant,
    probe: text,
    rail: text,
    period: number,
    width: number,
  }),
  ended: object({ type: oneOf("ended"), probe: text, at: instant, code: text, message: text }),
};

const types = oneOf(
  "clock",
  "mark",
  "execution",
  "execution-start",
  "gap",
  "finding",
  "marker",
  "load",
  "load-window",
  "pulse-edge",
  "repeats",
  "shift",
  "ended",
);
const readType = object({ type: types });

/** One line of `events.ndjson`, with its line end. */
export const eventToLine = (event: RecordedEvent): string => `${sealed(toJson(event))}\n`;

/** The event of a line, or undefined when the line is cut, damaged or of a kind that is not known. */
export function eventFromLine(line: string): RecordedEvent | undefined {
  if (!isIntact(line)) return undefined;
  try {
    const parsed: unknown = JSON.parse(line);
    return readers[readType(parsed, "").type](parsed, "");
  } catch {
    return undefined;
  }
}
