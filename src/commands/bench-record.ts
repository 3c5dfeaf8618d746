import type { Execution } from "../core/recording.js";
import type { Nanoseconds, Seconds } from "../core/units.js";
import type { RunnerEvent } from "../runner/protocol.js";
import type { Session } from "./session.js";

/** The window in which the work is done: whole passes after the warm-up. */
export const INFERENCE = "inference";

/** The runner reads CLOCK_MONOTONIC next to the work, as any program does that stamps without saying how well. */
const STAMP_WITHIN: Seconds = 1e-6;

/** Writes the events of one execution into a recording. */
export interface CellRecorder {
  take(event: RunnerEvent): void;
  /** Closes the window of the work, if there is one, and the execution. */
  end(execution: Omit<Execution, "work">): void;
}

type Window = Extract<RunnerEvent, { ev: "window" }>;

/** Events as they come: windows and facts into the recording, the first window's begin and the last one's end as marks. */
export function cellRecorder(session: Session, execution: number): CellRecorder {
  let images = 0;
  let last: Nanoseconds | undefined;
  const mark = (kind: "begin" | "end", at: Nanoseconds) =>
    session.mark({ kind, name: INFERENCE, at, within: STAMP_WITHIN, source: "fd" });
  const takeWindow = (window: Window) => {
    if (last === undefined) mark("begin", BigInt(window.t0));
    last = BigInt(window.t1);
    images += window.images;
    session.load(windowEvent(window, execution));
  };
  return {
    take(event) {
      if (event.ev === "window") takeWindow(event);
      else session.load({ type: "load", execution, at: BigInt(event.t), facts: factsOf(event) });
    },
    end(whole) {
      if (last !== undefined) mark("end", last);
      session.executed({ ...whole, ...(last !== undefined && { work: images }) });
    },
  };
}

const windowEvent = ({ t0, t1, images, cpuNs, involuntarySwitches }: Window, execution: number) =>
  ({
    type: "load-window",
    execution,
    from: BigInt(t0),
    to: BigInt(t1),
    work: images,
    cpu: cpuNs / 1e9,
    switches: involuntarySwitches,
  }) as const;

/** What an event says of the load. Warm-up and failure have words of their own: their fields would hide others'. */
function factsOf(event: Exclude<RunnerEvent, Window>): Readonly<Record<string, unknown>> {
  const { v: _version, t: _at, ev, ...facts } = event;
  return ev === "warm" || ev === "error" ? { [ev]: facts } : facts;
}
