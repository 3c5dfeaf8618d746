import type { NamedProbe } from "../acquire/open.js";
import type { Batch } from "../core/batch.js";
import { secondsBetween } from "../core/units.js";
import { LiveMeter } from "../energy/live-meter.js";
import { LiveLine } from "../report/live.js";
import type { Context } from "./context.js";

/** The line that shows what is going on while a command runs; shows nothing when stderr is not a terminal. */
export interface LiveDisplay extends Disposable {
  add(batch: Batch): void;
  phase(name: string): void;
}

/** Follows the first probe's headline: its total, or its first rail. */
export function liveDisplay(
  probes: readonly NamedProbe[],
  { stderr, clock, env }: Context,
  { quiet }: { readonly quiet: boolean },
): LiveDisplay {
  const [first] = probes;
  const silent = { add: () => undefined, phase: () => undefined, [Symbol.dispose]: () => undefined };
  if (first === undefined || quiet || stderr.isTTY !== true) return silent;
  const meter = new LiveMeter(first.name, first.open.rails, first.open.totals);
  const estimate = first.open.rails.some(({ point }) => point === "estimate");
  const { columns } = stderr;
  const line = new LiveLine({ isTTY: true, write: (text) => stderr.write(text), ...(columns && { columns }) }, env);
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
