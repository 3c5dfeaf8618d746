import { MeasurementError } from "../../src/core/error.js";
import { nanoseconds, type Seconds, secondsBetween } from "../../src/core/units.js";
import { type Arrival, type Ended, linesOf, type Program, type Watch } from "./program.js";

/** The program ended or hung and is about to be started again: what was read so far has no continuation. */
export interface Interruption {
  /** The reason of the gap: `program-ended` or `program-silent`. */
  readonly interrupted: string;
}

/** Pauses before starting again: doubled from the first to the longest, and the first again after a steady run. */
const FIRST_PAUSE: Seconds = 0.1;
const LONGEST_PAUSE: Seconds = 5;
/** A program that spoke for this long was up; one that takes long to say why it cannot begin was not. */
const STEADY: Seconds = 1;
/** Started this often in a row without a steady run, it is gone for good. */
const ATTEMPTS = 6;

/** How to watch the program, and the error for how it ended after its last words. */
export interface Keeping extends Watch {
  readonly why: (ended: Ended, lines: readonly string[]) => MeasurementError;
}

/**
 * The lines of a program that is meant to run until `signal` aborts. One that dies or hangs is started again; after six
 * starts in a row that did not last a second it throws PROBE_DIED, with message and remedy of `why`.
 */
export async function* keepRunning(
  program: Program,
  keeping: Keeping,
  signal: AbortSignal,
): AsyncGenerator<Arrival | Interruption> {
  const { clock } = keeping;
  let pause = FIRST_PAUSE;
  for (let attempt = 1; !signal.aborted; attempt++) {
    let first: Arrival | undefined;
    let last: Arrival | undefined;
    const stream = linesOf(program, keeping, signal);
    let next = await stream.next();
    try {
      for (; !next.done; next = await stream.next()) {
        last = next.value;
        first ??= last;
        yield last;
      }
    } finally {
      // whoever reads may have had enough: the program must not outlive that
      await stream.return(unheard);
    }
    if (signal.aborted) return;
    const steady = first !== undefined && last !== undefined && secondsBetween(first.at, last.at) >= STEADY;
    if (steady) [attempt, pause] = [0, FIRST_PAUSE];
    if (attempt >= ATTEMPTS) throw died(keeping.why(next.value, last?.lines ?? []));
    yield { interrupted: next.value.silent ? "program-silent" : "program-ended" };
    await clock.until(clock.now() + nanoseconds(pause), signal);
    pause = Math.min(2 * pause, LONGEST_PAUSE);
  }
}

const unheard: Ended = { code: undefined, signal: undefined, silent: false, said: "" };

const died = ({ message, remedy }: MeasurementError): MeasurementError =>
  new MeasurementError("PROBE_DIED", message, remedy);
