import type { Clock } from "../core/clock.js";
import { type Nanoseconds, type Seconds, secondsBetween } from "../core/units.js";

/** The signals that ask us to end. */
export const endingSignals = ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"] as const satisfies readonly NodeJS.Signals[];
/** A signal that begins our end; any other keeps what it does to a process by itself. */
export type EndingSignal = (typeof endingSignals)[number];

/** Told of each signal while it is attached; `insists` when the same signal came again within two seconds. */
export type SignalReceiver = (signal: EndingSignal, insists: boolean) => void;

/** While it is open, signals do not end us: the first aborts `signal`, and the command that is attached hears of each. */
export interface SignalScope extends Disposable {
  /** Aborts at the first signal. The command may go on after it: sampling ends with the command, not with this. */
  readonly signal: AbortSignal;
  /** The first signal that came. */
  readonly interruptedBy: EndingSignal | undefined;
  /** Aborts at the first signal from now on. */
  next(): AbortSignal;
  attach(receiver: SignalReceiver): Disposable;
}

/** npm and the like pass on a Ctrl-C that the terminal has given us already: what comes this soon is the same one. */
const ECHO: Seconds = 0.1;
/** A program that lives on Ctrl-C, such as a prompt, sees it now and then; twice in this time means "end it". */
const INSISTENCE: Seconds = 2;
/** With no command to tell, this many signals end us: the recording is recoverable at every moment. */
const UNHEARD = 3;

/** Catches the ending signals. Open it before sampling begins, dispose it when the recording is finished. */
export function signalScope(clock: Clock): SignalScope {
  const controller = new AbortController();
  const waiting: AbortController[] = [];
  const last = new Map<EndingSignal, Nanoseconds>();
  let interruptedBy: EndingSignal | undefined;
  let receiver: SignalReceiver | undefined;
  let unheard = 0;

  const release = () => {
    for (const signal of endingSignals) process.off(signal, hear);
  };
  const hear = (signal: EndingSignal) => {
    const now = clock.now();
    const since = secondsBetween(last.get(signal) ?? 0n, now);
    if (last.has(signal) && since < ECHO) return;
    const insists = last.has(signal) && since < INSISTENCE;
    last.set(signal, now);
    interruptedBy ??= signal;
    controller.abort();
    for (const one of waiting.splice(0)) one.abort();
    if (receiver !== undefined) return receiver(signal, insists);
    if (++unheard < UNHEARD) return;
    release();
    // a signal ends us without it, and what we started in groups of their own would go on
    process.emit("exit", 0);
    process.kill(process.pid, signal);
  };
  for (const signal of endingSignals) process.on(signal, hear);

  return {
    signal: controller.signal,
    get interruptedBy() {
      return interruptedBy;
    },
    next() {
      const one = new AbortController();
      waiting.push(one);
      return one.signal;
    },
    attach(given) {
      receiver = given;
      return {
        [Symbol.dispose]() {
          if (receiver === given) receiver = undefined;
        },
      };
    },
    [Symbol.dispose]: release,
  };
}
