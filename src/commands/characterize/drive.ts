import { availableParallelism } from "node:os";
import { switchedCommand } from "../../../calibration/ladder/command-load.js";
import { switchedLoad } from "../../../calibration/ladder/generator.js";
import type { SwitchedLoad } from "../../../calibration/ladder/load.js";
import { switchLoad } from "../../../calibration/ladder/switch.js";
import type { Load } from "../../characterize/load.js";
import { characterizingLoad } from "../../characterize/pattern.js";
import { describeUpdates } from "../../characterize/updates.js";
import type { Clock } from "../../core/clock.js";
import { MeasurementError } from "../../core/error.js";
import { splitWords } from "../../core/split-words.js";
import { nanoseconds, type Seconds } from "../../core/units.js";
import { openRecording } from "../../recording/reader.js";
import type { Drive } from "../calibrate/live.js";
import { pollsOf } from "./polls.js";

/** Marks of this name are around the load. */
export const LOAD_MARK = "load";
/** Faster than this no load is switched that a sensor would follow. */
const SHORTEST_PERIOD: Seconds = 0.02;
/** A command is given this long until it works. */
const READY: Seconds = 2;
/** What a sensor shows after the last edge belongs to the pattern too. */
const AFTERGLOW_PERIODS = 15;

/** Without a load for `quietS`, then the pattern that tells what the sensors are. */
export function driveOf({ quietS, load }: { readonly quietS: Seconds; readonly load: string | undefined }) {
  return async (drive: Drive): Promise<void> => {
    const { session, stop, context, request } = drive;
    const { clock, stderr } = context;
    const say = (text: string) => request.quiet || stderr.write(`${text}\n`);
    say(`without load: ${quietS} s`);
    const from = clock.now();
    await clock.until(from + nanoseconds(quietS), stop);
    phase(drive, "quiet", from, clock.now());
    if (load === undefined || stop.aborted) return;
    const periodS = Math.max(SHORTEST_PERIOD, slowestPeriod(drive));
    const pattern = characterizingLoad(periodS, 0);
    const lasts = (pattern.atS.at(-1) ?? 0) + AFTERGLOW_PERIODS * periodS;
    say(`load pattern: ${lasts.toFixed(0)} s`);
    const running = await startLoad(load, clock);
    try {
      await follow(pattern, running, drive);
      await clock.until(clock.now() + nanoseconds(AFTERGLOW_PERIODS * periodS), stop);
    } finally {
      await running.stop();
    }
    session.recording.flush();
  };
}

/** The built-in load leaves a processor to those who sample. */
function startLoad(load: string, clock: Clock): Promise<SwitchedLoad> {
  if (load === "cpu") return switchedLoad(Math.max(1, availableParallelism() - 1));
  return switchedCommand(commandOf(load), { clock, readyS: READY });
}

/** The words of a load's command line. Throws CONFIG for one that has none. */
export function commandOf(line: string): readonly [string, ...string[]] {
  const [file, ...args] = splitWords(line);
  if (file !== undefined) return [file, ...args];
  throw new MeasurementError("CONFIG", "--load names no command", "Give --load cpu, --load none, or a command line");
}

/** Switches the load as the pattern says, and marks between which instants each change happened. */
export async function follow(
  { atS, level }: Load,
  running: SwitchedLoad,
  { context, session, stop }: Drive,
): Promise<void> {
  const { clock } = context;
  const start = clock.now();
  let failure: unknown;
  void running.ended.then((error) => {
    failure = error;
  });
  for (const [k, at] of atS.entries()) {
    await clock.until(start + nanoseconds(at), stop);
    if (failure !== undefined) throw failure;
    const on = !stop.aborted && (level[k] ?? 0) > 0.5;
    const switched = await switchLoad(running, on, clock);
    session.mark({ kind: on ? "begin" : "end", name: LOAD_MARK, ...switched, source: "phase" });
    if (stop.aborted) return;
  }
}

function phase({ session }: Drive, name: string, from: bigint, to: bigint): void {
  const mark = { name, within: 0, source: "phase" } as const;
  session.mark({ ...mark, kind: "begin", at: from });
  session.mark({ ...mark, kind: "end", at: to });
}

/** Of what has been recorded so far; a rail that shows nothing new goes by what it is said to be. */
function slowestPeriod({ session }: Drive): Seconds {
  session.recording.flush();
  const recording = openRecording(session.folder);
  const periods = recording.manifest.probes.flatMap((probe) =>
    probe.rails.map((rail) => describeUpdates(pollsOf(recording, probe, rail)).periodS ?? rail.period),
  );
  return Math.max(0, ...periods);
}
