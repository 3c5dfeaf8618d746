import { resolve } from "node:path";
import { recordingsFolder } from "../../recording/folder.js";
import { type SignalScope, signalScope } from "../../wrap/signal-scope.js";
import type { Context } from "../context.js";
import { interruptedStatus } from "../open-instruments.js";
import { type Fetched, fetchRun } from "./fetch.js";
import { InfluxServer } from "./server.js";
import { findStoredRun, type Meant } from "./stored-runs.js";

/** Which recording of the database, and where its folder is made. */
export interface InfluxFetchOptions extends Meant {
  /** The user's data folder when absent. */
  readonly out?: string | undefined;
}

/** Makes a recording again from a database; prints its folder. Answers with the exit status. */
export async function influxFetch(target: string, options: InfluxFetchOptions, context: Context): Promise<number> {
  const parent = options.out === undefined ? recordingsFolder(context.env) : resolve(context.cwd, options.out);
  return unlessInterrupted(context, async (signal) => {
    using server = await InfluxServer.open(target, context, signal);
    const fetched = await fetchRun(server, await findStoredRun(server, options), parent);
    tell(fetched, context);
    context.stdout.write(`${fetched.folder}\n`);
  });
}

/** Does it until a signal comes; answers 0, or 128 + signal. */
export async function unlessInterrupted(
  { clock }: Pick<Context, "clock">,
  action: (signal: AbortSignal) => Promise<void>,
): Promise<number> {
  using signals: SignalScope = signalScope(clock);
  try {
    await action(signals.signal);
    return 0;
  } catch (error) {
    if (!signals.signal.aborted) throw error;
    return interruptedStatus(signals);
  }
}

/** Says what is not all of it. */
export function tell({ complete, damaged, samples }: Fetched, { stderr }: Pick<Context, "stderr">): void {
  if (!complete)
    stderr.write(
      "joulemark: the database has no ending of this recording: it is still being sent, or was cut off\n" +
        "  -> Send the rest from the host it was made on: joulemark send\n",
    );
  if (damaged > 0)
    stderr.write(
      `joulemark: ${damaged} of its events are not as they were sent, and are left out: marks or gaps may be missing\n`,
    );
  if (samples === 0)
    stderr.write(
      "joulemark: the database has no samples of it: they are older than its retention policy keeps, or not sent yet\n",
    );
}
