import { readdirSync, readFileSync } from "node:fs";
import type { Clock } from "../core/clock.js";
import { nanoseconds, type Seconds } from "../core/units.js";
import { type ProcessStat, readProcessStat } from "./process-stat.js";

/** The variable that carries the run's id to everything a command starts, through double forks and new sessions. */
export const RUN_VARIABLE = "JOULEMARK_RUN";

/** A command and all it started. */
export interface Family {
  readonly runId: string;
  readonly child: number;
  /** The child leads a session of its own, so that its session is another sign of kinship. */
  readonly detached: boolean;
}

const POLL: Seconds = 0.02;

function carriesRun(pid: number, runId: string): boolean {
  try {
    // Bytes as they are: an environment need not be UTF-8.
    return `\0${readFileSync(`/proc/${pid}/environ`, "latin1")}`.includes(`\0${RUN_VARIABLE}=${runId}\0`);
  } catch {
    return false; // gone, or another user's
  }
}

function allProcesses(): ProcessStat[] {
  const pids = readdirSync("/proc").filter((entry) => /^\d+$/.test(entry));
  return pids.flatMap((pid) => readProcessStat(Number(pid)) ?? []);
}

function isNear(stat: ProcessStat, { child, detached, runId }: Family): boolean {
  if (stat.pid === child && stat.parent === process.pid) return true;
  if (detached && (stat.session === child || stat.group === child)) return true;
  return carriesRun(stat.pid, runId);
}

/** The living members, without zombies and never ourselves. One pass over /proc costs about 20 microseconds a process. */
export function membersOf(family: Family): ProcessStat[] {
  const living = allProcesses().filter(({ pid, state }) => pid !== process.pid && !/[ZX]/.test(state));
  const members = new Map(living.filter((stat) => isNear(stat, family)).map((stat) => [stat.pid, stat]));
  // A child that cleared its environment is still found by its parent.
  for (let before = -1; before !== members.size; ) {
    before = members.size;
    for (const stat of living) if (members.has(stat.parent)) members.set(stat.pid, stat);
  }
  return [...members.values()];
}

/** Sends a signal to a process, or to a group when negative; one that is gone or another user's is passed over. */
export function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // ESRCH: it ended by itself. EPERM: it is still there afterwards, and is reported then.
  }
}

/** Sends a signal to every living member. */
export function sendToAll(family: Family, signal: NodeJS.Signals): void {
  for (const { pid } of membersOf(family)) send(pid, signal);
}

/** Waits until no member is left, for `patience` at most; the ones that are. */
export async function untilGone(family: Family, patience: Seconds, clock: Clock): Promise<ProcessStat[]> {
  const deadline = clock.now() + nanoseconds(patience);
  for (;;) {
    const left = membersOf(family);
    if (left.length === 0 || clock.now() >= deadline) return left;
    await clock.until(clock.now() + nanoseconds(POLL));
  }
}

/** Asks every member to end, and ends it after `grace`; the ones that could not be ended. */
export async function endFamily(family: Family, grace: Seconds, clock: Clock): Promise<ProcessStat[]> {
  sendToAll(family, "SIGTERM");
  sendToAll(family, "SIGCONT"); // a stopped process acts on TERM only when it goes on
  if ((await untilGone(family, grace, clock)).length === 0) return [];
  sendToAll(family, "SIGKILL");
  return untilGone(family, 1, clock);
}
