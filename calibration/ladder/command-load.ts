import { execa } from "execa";
import type { Clock } from "../../src/core/clock.js";
import { MeasurementError, systemCode } from "../../src/core/error.js";
import { type Nanoseconds, nanoseconds, type Seconds } from "../../src/core/units.js";
import type { RunningLoad, StartLoad, SwitchedLoad } from "./load.js";
import type { LoadStep } from "./plan.js";
import type { LoadTemplate } from "./template.js";

/** A load asked to stop gets this long before it is killed. */
const GRACE: Seconds = 0.5;
/** One that is killed is gone by then, unless the kernel itself holds it. */
const LAST_GRACE: Seconds = 3;
/** Enough of standard error to hold the reason. */
const SAID = 2000;

/** Loads that are commands: no shell between, in a process group of their own, silent but for the reason of a failure. */
export const commandLoad =
  (template: LoadTemplate, clock: Clock): StartLoad =>
  (step) =>
    start(template(step), { step, clock });

async function start(
  [file, ...args]: readonly [string, ...string[]],
  { step, clock }: { step: LoadStep; clock: Clock },
): Promise<RunningLoad & { readonly pid: number }> {
  const child = execa(file, args, {
    ...{ stdin: "ignore", stdout: "ignore", stderr: "pipe" },
    ...{ detached: true, reject: false, buffer: false, cleanup: false },
  });
  const { pid } = child;
  if (pid === undefined) throw notStarted(file, (await child).cause);
  let said = "";
  child.stderr.on("data", (bytes: Buffer) => {
    said = (said + bytes.toString("utf8")).slice(-SAID);
  });
  let stopping: Promise<void> | undefined;
  const exited = new Promise<string>((resolve) => {
    child.once("exit", (code, signal) => resolve(signal ?? `status ${code}`));
  });
  // whoever is in too much of a hurry to wait for `stop` leaves no load behind either
  const last = () => kill(pid, "SIGKILL");
  process.once("exit", last);
  const ended = exited.then((how) => (stopping === undefined ? endedEarly({ file, step, how, said }) : undefined));
  const stop = () =>
    (stopping ??= end(pid, { exited, clock }).then(() => {
      process.off("exit", last);
      child.stderr.destroy();
    }));
  return { ended, stop, pid };
}

/**
 * A command that runs while the load is on and is stopped (SIGSTOP) while it is off, with everything it started. It runs
 * for `readyS` first: what is still loading is no load.
 */
export async function switchedCommand(
  command: readonly [string, ...string[]],
  { clock, readyS }: { readonly clock: Clock; readonly readyS: Seconds },
): Promise<SwitchedLoad> {
  const { pid, ...running } = await start(command, { step: { index: 0, threads: 0, dutyPercent: 100 }, clock });
  await within(readyS, running.ended, clock);
  let followed: Nanoseconds | undefined;
  const switched: SwitchedLoad = {
    ...running,
    switch(full) {
      kill(pid, full ? "SIGCONT" : "SIGSTOP");
      followed = clock.now();
    },
    followed: () => followed,
  };
  switched.switch(false);
  return switched;
}

/** Asks politely, then not: the whole group, whose first process may be gone before the others. */
async function end(pid: number, { exited, clock }: { exited: Promise<string>; clock: Clock }): Promise<void> {
  kill(pid, "SIGTERM");
  // one that is stopped hears nothing else
  kill(pid, "SIGCONT");
  await within(GRACE, exited, clock);
  kill(pid, "SIGKILL");
  await within(LAST_GRACE, exited, clock);
}

async function within(span: Seconds, event: Promise<unknown>, clock: Clock): Promise<void> {
  const alarm = new AbortController();
  void event.then(() => alarm.abort());
  // what is over already is known a turn later
  await Promise.resolve();
  await clock.until(clock.now() + nanoseconds(span), alarm.signal);
}

function kill(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // it is gone already
  }
}

function notStarted(file: string, cause: unknown): MeasurementError {
  const missing = systemCode(cause) === "ENOENT";
  return new MeasurementError(
    missing ? "COMMAND_NOT_FOUND" : "COMMAND_NOT_EXECUTABLE",
    `The load command ${file} ${missing ? "does not exist" : "cannot be executed"}`,
    "Install it, give its path, or leave --load out: a load generator is built in",
    { cause },
  );
}

function endedEarly({ file, step, how, said }: { file: string; step: LoadStep; how: string; said: string }) {
  const last = said.trim().split("\n").at(-1)?.slice(0, 300);
  return new MeasurementError(
    "CONFIG",
    `The load of step ${step.index} (${file}) ended by itself with ${how}${last ? `: ${last}` : ""}`,
    "Give a command that runs until it is stopped",
  );
}
