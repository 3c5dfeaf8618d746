import type { Clock } from "../core/clock.js";
import type { Finding } from "../core/finding.js";
import type { Seconds } from "../core/units.js";
import { endFamily, type Family, send, sendToAll, untilGone } from "./family.js";
import type { ProcessStat } from "./process-stat.js";
import type { EndingSignal, SignalReceiver, SignalScope } from "./signal-scope.js";

/** How long a command may take to end after the user insisted. */
const INSISTED_GRACE: Seconds = 5;
/** What the command leaves behind after an interruption: first it may end by the signal it had itself, then it is ended. */
const OWN_END: Seconds = 0.5;
const LEFT_GRACE: Seconds = 2;
/** The last of a pipeline are still ending when the first has: look again before calling them left. */
const SETTLE: Seconds = 0.2;

/**
 * Passes signals on to a command. In the terminal's foreground the kernel has given Ctrl-C, Ctrl-\ and a hang-up to the
 * command already, so only TERM is passed on. In a session of its own the command's group gets each once, from us.
 * A command that lives on is left alone, since it may be saving its work; a user who insists ends all of it.
 */
export function relayTo(family: Family, clock: Clock): SignalReceiver {
  let ending: Promise<unknown> | undefined;
  const insist = () => {
    if (ending !== undefined) return sendToAll(family, "SIGKILL");
    ending = endFamily(family, INSISTED_GRACE, clock);
  };
  return (signal: EndingSignal, insists) => {
    if (insists) return insist();
    if (family.detached) return send(-family.child, signal);
    if (signal === "SIGTERM") sendToAll(family, signal);
  };
}

const named = (processes: readonly ProcessStat[]) => {
  const first = processes.slice(0, 5).map(({ name, pid }) => `${name} (${pid})`);
  return `${first.join(", ")}${processes.length > first.length ? ", ..." : ""}`;
};

const left = (processes: readonly ProcessStat[], remedy: string): Finding => ({
  code: "processes-left",
  severity: "degraded",
  message: `${processes.length} of the command's processes outlived it: ${named(processes)}. Their energy lies outside its window`,
  remedy,
});

/**
 * After a normal end what still runs is left alone, and said; after an interruption nothing of the command stays behind.
 * The command's end may reach us before the Ctrl-C that caused it: an interruption counts also while we look.
 */
export async function settle(family: Family, signals: SignalScope, clock: Clock): Promise<Finding[]> {
  if (signals.interruptedBy !== undefined) return endLeft(family, clock);
  const processes = await untilGone(family, SETTLE, clock);
  if (processes.length === 0) return [];
  if (signals.interruptedBy !== undefined) return endLeft(family, clock);
  return [left(processes, "Let the command wait for all it starts, or end them")];
}

async function endLeft(family: Family, clock: Clock): Promise<Finding[]> {
  const processes = await untilGone(family, OWN_END, clock);
  if (processes.length === 0) return [];
  const stubborn = await endFamily(family, LEFT_GRACE, clock);
  if (stubborn.length > 0)
    return [left(stubborn, `End them: sudo kill -9 ${stubborn.map(({ pid }) => pid).join(" ")}`)];
  return [
    {
      code: "processes-ended",
      severity: "note",
      message: `The interrupted command left ${processes.length} processes, which were ended: ${named(processes)}`,
      remedy: "Nothing to do",
    },
  ];
}
