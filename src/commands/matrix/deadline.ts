import type { Clock } from "../../core/clock.js";
import { nanoseconds, type Seconds } from "../../core/units.js";
import type { SignalReceiver, SignalScope } from "../../wrap/signal-scope.js";

/** The signals of the user, and a time that runs out: what is told to stop by the one stops by the other. */
export interface Deadline extends SignalScope {
  /** Whether the time ran out, with no signal before. */
  readonly passed: boolean;
  /** From now on so long, in place of what was left. */
  extend(seconds: Seconds): void;
  /** Takes no time until it is extended. */
  hold(): void;
}

/** A scope that aborts with `signals`, or when its time is over. Disposing it leaves `signals` as they are. */
export function deadline(signals: SignalScope, clock: Clock, patience: Seconds): Deadline {
  const over = new AbortController();
  let receiver: SignalReceiver | undefined;
  let timer = new AbortController();
  let passed = false;
  const expire = () => {
    passed = true;
    over.abort();
    receiver?.("SIGTERM", false);
  };
  const extend = (seconds: Seconds) => {
    timer.abort();
    const own = new AbortController();
    timer = own;
    void clock.until(clock.now() + nanoseconds(seconds), own.signal).then(() => {
      if (!own.signal.aborted && !signals.signal.aborted) expire();
    });
  };
  extend(patience);
  return {
    signal: AbortSignal.any([signals.signal, over.signal]),
    get interruptedBy() {
      return signals.interruptedBy;
    },
    get passed() {
      return passed;
    },
    next: () => signals.next(),
    attach(given) {
      receiver = given;
      const attached = signals.attach(given);
      return {
        [Symbol.dispose]() {
          if (receiver === given) receiver = undefined;
          attached[Symbol.dispose]();
        },
      };
    },
    extend,
    hold: () => timer.abort(),
    [Symbol.dispose]: () => timer.abort(),
  };
}
