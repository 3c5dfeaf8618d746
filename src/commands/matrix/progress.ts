import type { MeasurementError } from "../../core/error.js";
import { secondsBetween } from "../../core/units.js";
import { progressText } from "../../report/progress-text.js";
import { clean } from "../../report/text.js";
import type { Context } from "../context.js";
import type { LiveDisplay } from "../live-display.js";

/** What is still to come of one run. */
interface Expected {
  readonly runs: number;
  readonly done: number;
  readonly seconds: number;
}

/** How far a matrix is: a line that redraws itself on a terminal, a line for each run elsewhere. */
export interface Progress extends LiveDisplay {
  /** How often a run is to be measured, was measured, and how long it takes each time. */
  expect(run: string, expected: Expected): void;
  /** A run begins. */
  cell(run: string, block: number): void;
  /** It ended. */
  done(failure: MeasurementError | undefined): void;
}

const ERASE = "\r\u001b[K";
const REDRAW_MS = 500;

/** Shows nothing when `quiet`. */
export function progress(context: Context, { quiet }: { readonly quiet: boolean }): Progress {
  const { stderr, clock, env } = context;
  const live = !quiet && stderr.isTTY === true && env["TERM"] !== "dumb";
  const expected = new Map<string, Expected>();
  let [run, block, phase, began] = ["", 0, "starting", clock.now()];
  const total = (of: (one: Expected) => number) => [...expected.values()].reduce((sum, one) => sum + of(one), 0);
  const leftS = () => {
    const spent = run === "" ? 0 : Math.min(secondsBetween(began, clock.now()), expected.get(run)?.seconds ?? 0);
    return total(({ runs, done, seconds }) => Math.max(0, runs - done) * seconds) - spent;
  };
  const counts = () => ({ done: total(({ done }) => done), of: total(({ runs, done }) => Math.max(runs, done)) });
  const draw = () => {
    const width = (stderr.columns ?? 80) - 1;
    stderr.write(`${ERASE}${progressText({ ...counts(), cell: run, phase, leftS: leftS() }, width)}`);
  };
  const say = (text: string) => {
    if (!quiet) stderr.write(`${live ? ERASE : ""}${clean(text)}\n`);
  };
  const timer = live ? setInterval(draw, REDRAW_MS) : undefined;
  return {
    add: () => undefined,
    phase(name) {
      phase = name;
      if (live) draw();
    },
    expect: (name, of) => void expected.set(name, of),
    cell(name, index) {
      [run, block, phase, began] = [name, index, "setting up", clock.now()];
      if (live) draw();
    },
    done(failure) {
      const of = expected.get(run);
      // one that this computer cannot do is not tried again
      const runs = failure?.code === "UNAVAILABLE" ? (of?.done ?? 0) + 1 : of?.runs;
      if (of !== undefined) expected.set(run, { ...of, runs: runs ?? of.runs, done: of.done + 1 });
      const { done, of: all } = counts();
      if (failure !== undefined) {
        say(`joulemark: ${run}, block ${block + 1}: ${failure.message}`);
        say(`  -> ${failure.remedy}`);
      } else if (!live) say(`joulemark: ${done}/${all} ${run}, block ${block + 1}`);
      run = "";
    },
    [Symbol.dispose]() {
      clearInterval(timer);
      if (live) stderr.write(ERASE);
    },
  };
}
