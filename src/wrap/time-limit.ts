import type { Clock } from "../core/clock.js";
import type { Finding } from "../core/finding.js";
import type { Exit } from "../core/recording.js";
import { nanoseconds, type Seconds } from "../core/units.js";
import { endFamily, type Family } from "./family.js";

/** How long a command that is told to end may take to do so. */
const GRACE: Seconds = 2;

/** The longest a command may take. */
export interface TimeLimit extends Disposable {
  /** One that ran out of time did not come to its end, whatever status it gave when it was told to. */
  exitOf(exit: Exit): Exit;
  /** That it ran out, if it did. */
  readonly findings: readonly Finding[];
}

/** Ends a command and all it started after `timeout`: by SIGTERM, and two seconds later by SIGKILL. */
export function timeLimit(
  family: Family,
  { clock, timeout }: { readonly clock: Clock; readonly timeout?: Seconds },
): TimeLimit {
  const over = new AbortController();
  const findings: Finding[] = [];
  if (timeout !== undefined)
    void clock.until(clock.now() + nanoseconds(timeout), over.signal).then(() => {
      if (over.signal.aborted) return;
      findings.push(timedOut(timeout));
      void endFamily(family, GRACE, clock);
    });
  return {
    findings,
    exitOf: (exit) => (findings.length > 0 && exit.code === 0 ? { code: null, signal: "SIGTERM" } : exit),
    [Symbol.dispose]: () => over.abort(),
  };
}

const timedOut = (timeout: Seconds): Finding => ({
  code: "timed-out",
  severity: "invalid",
  message: `The command was still running after ${timeout} s and was ended: its numbers are of what was done until then`,
  remedy: "Give it more time with --timeout, or find out what it waits for",
});
