import type { NamedProbe } from "../acquire/open.js";
import type { Batch } from "../core/batch.js";
import { secondsBetween } from "../core/units.js";
import { LiveMeter } from "../energy/live-meter.js";
import { LiveLine } from "../report/live.js";
import type { Context, Output } from "./context.js";

/** The line that shows what is going on while a command runs; shows nothing when stderr is not a terminal. */
export interface LiveDisplay extends Disposable {
  add(batch: Batch): void;
  phase(name: string): void;
}

/** The terminal as the live line needs it; its size is asked for at each redraw. */
const terminal = (stderr: Output, shared: boolean) => ({
  isTTY: true,
  get columns() {
    return stderr.columns || undefined;
  },
  get rows() {
    return shared ? stderr.rows : undefined;
  },
  write: (text: string) => stderr.write(text),
});

/** Follows the first probe's headline: its total, or its first rail. `shared`: a command writes to the same terminal. */
export function liveDisplay(
  probes: readonly NamedProbe[],
  { stderr, clock, env }: Context,
  { quiet, shared }: { readonly quiet: boolean; readonly shared: boolean },
): LiveDisplay {
  const [first] = probes;
  const silent = { add: () => undefined, phase: () => undefined, [Symbol.dispose]: () => undefined };
  if (first === undefined || quiet || stderr.isTTY !== true) return silent;
  const meter = new LiveMeter(first.name, first.open.rails, first.open.totals);
  const estimate = first.open.rails.some(({ point }) => point === "estimate");
  const line = new LiveLine(terminal(stderr, shared), env);
  const start = clock.now();
  let phase = "starting";
  const redraw = () => {
    const { watts, joules } = meter;
    line.update({ watts, joules, elapsedS: secondsBetween(start, clock.now()), phase, estimate });
  };
  const timer = setInterval(redraw, 200);
  return {
    add: (batch) => meter.add(batch),
    phase: (name) => {
      phase = name;
    },
    [Symbol.dispose]: () => {
      clearInterval(timer);
      line[Symbol.dispose]();
    },
  };
}
