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
/** A process in the middle of execve(2) shows an empty environment, mostly for less than these milliseconds. */
const EXEC_MS = 2;
const EXEC_LOOKS = 5;
/** The parent of the kernel's own threads, which never have an environment. */
const KTHREADD = 2;

function carriesRun(pid: number, runId: string): boolean | "empty" {
  try {
    // Bytes as they are: an environment need not be UTF-8.
    const environment = readFileSync(`/proc/${pid}/environ`, "latin1");
    return environment === "" ? "empty" : `\0${environment}`.includes(`\0${RUN_VARIABLE}=${runId}\0`);
  } catch {
    return false; // gone, or another user's
  }
}

function allProcesses(): ProcessStat[] {
  const pids = readdirSync("/proc").filter((entry) => /^\d+$/.test(entry));
  const stats = pids.flatMap((pid) => readProcessStat(Number(pid)) ?? []);
  return stats.filter(({ pid, parent, state }) => pid !== process.pid && parent !== KTHREADD && !/[ZX]/.test(state));
}

const isNear = (stat: ProcessStat, { child, detached }: Family): boolean =>
  (stat.pid === child && stat.parent === process.pid) || (detached && (stat.session === child || stat.group === child));

interface Scan {
  readonly members: readonly ProcessStat[];
  /** A young process is about to become another program: it may be a member. */
  readonly unsure: boolean;
}

/** Those that carry the run's id. Waits a few milliseconds, at most, for young ones in the middle of execve. */
function carriers(candidates: readonly ProcessStat[], { runId, child }: Family): Scan {
  const members: ProcessStat[] = [];
  let rest = candidates;
  for (let look = 0; look < EXEC_LOOKS && rest.length > 0; look++) {
    if (look > 0) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, EXEC_MS);
    const answers = rest.map((stat) => ({ stat, answer: carriesRun(stat.pid, runId) }));
    members.push(...answers.filter(({ answer }) => answer === true).map(({ stat }) => stat));
    rest = answers.filter(({ stat, answer }) => answer === "empty" && stat.pid > child).map(({ stat }) => stat);
  }
  return { members, unsure: rest.length > 0 };
}

function scan(family: Family): Scan {
  const living = allProcesses();
  const near = living.filter((stat) => isNear(stat, family));
  const carrying = carriers(
    living.filter((stat) => !near.includes(stat)),
    family,
  );
  const members = new Map([...near, ...carrying.members].map((stat) => [stat.pid, stat]));
  // A child that cleared its environment is still found by its parent.
  for (let before = -1; before !== members.size; ) {
    before = members.size;
    for (const stat of living) if (members.has(stat.parent)) members.set(stat.pid, stat);
  }
  return { members: [...members.values()], unsure: carrying.unsure };
}

/** The living members, without zombies and never ourselves. One pass over /proc costs about 30 microseconds a process. */
export const membersOf = (family: Family): readonly ProcessStat[] => scan(family).members;

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

/**
 * Waits until no member is left, for `patience` at most; the ones that are. Nobody is believed at the second look only:
 * a process that was forked while its parent ended may miss the first.
 */
export async function untilGone(family: Family, patience: Seconds, clock: Clock): Promise<readonly ProcessStat[]> {
  const deadline = clock.now() + nanoseconds(patience);
  for (let nobody = 0; ; ) {
    const { members, unsure } = scan(family);
    nobody = members.length === 0 && !unsure ? nobody + 1 : 0;
    if (nobody === 2 || clock.now() >= deadline) return members;
    if (nobody === 0) await clock.until(clock.now() + nanoseconds(POLL));
  }
}

/** Asks every member to end, and ends it after `grace`; the ones that could not be ended. */
export async function endFamily(family: Family, grace: Seconds, clock: Clock): Promise<readonly ProcessStat[]> {
  sendToAll(family, "SIGTERM");
  sendToAll(family, "SIGCONT"); // a stopped process acts on TERM only when it goes on
  if ((await untilGone(family, grace, clock)).length === 0) return [];
  sendToAll(family, "SIGKILL");
  return untilGone(family, 1, clock);
}
