import { splitLines } from "../core/lines.js";
import { eventNames, type RunnerEvent, runnerEventSchema, VERSION } from "./protocol.js";

/** The longest line that is read: a `ready` with a thousand layers is a tenth of it. */
const LINE_LIMIT = 1 << 20;
const SHOWN = 60;

/** Who hears what was read. */
export interface EventReceiver {
  event(event: RunnerEvent): void;
  /** An event that was meant for us and cannot be understood: another version, a wrong field. Nothing after it counts. */
  refuse(why: string): void;
}

/** Bytes of the runner in, events out. */
export interface EventReader {
  push(bytes: Buffer): void;
  /** Call it at the end of the stream: what is left is a line that was cut. */
  end(): void;
  /** Lines that are no events at all, cut ones among them. */
  readonly foreign: number;
  /** Why the first of them is none. */
  readonly firstForeign: string | undefined;
}

/** Reads events as they come. A line that is none, as a library may write one, is counted and does not end the reading. */
export function eventReader(receiver: EventReceiver): EventReader {
  let foreign = 0;
  let firstForeign: string | undefined;
  const lines = splitLines(LINE_LIMIT, (line) => {
    const read = parseEvent(line);
    if ("event" in read) return receiver.event(read.event);
    if ("refused" in read) return receiver.refuse(read.refused);
    foreign++;
    firstForeign ??= read.foreign;
  });
  return {
    push: (bytes) => lines.push(bytes),
    end: () => lines.end(),
    get foreign() {
      return foreign;
    },
    get firstForeign() {
      return firstForeign;
    },
  };
}

type Parsed = { readonly event: RunnerEvent } | { readonly refused: string } | { readonly foreign: string };

function parseEvent(line: string): Parsed {
  const shown = JSON.stringify(line.length > SHOWN ? `${line.slice(0, SHOWN)}…` : line);
  const value = parseObject(line);
  if (value === undefined) return { foreign: `${shown} is no JSON object` };
  const { ev, v } = value;
  if (ev !== undefined && v !== undefined && v !== VERSION)
    return { refused: `it speaks version ${JSON.stringify(v)} of the protocol, and this program version ${VERSION}` };
  if (!eventNames.has(ev)) return { foreign: `${shown} is no event of this protocol` };
  const { data, error } = runnerEventSchema.safeParse(value);
  if (data !== undefined) return { event: data };
  const [issue] = error.issues;
  return { refused: `its event ${String(ev)} has a wrong ${issue?.path.join(".")}: ${issue?.message}` };
}

function parseObject(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}
