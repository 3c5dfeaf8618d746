import type { Characterization } from "../../core/characterization-schema.js";
import { MeasurementError } from "../../core/error.js";
import { didYouMean } from "../../core/nearest.js";
import type { RecordedProbe } from "../../core/recording.js";
import { findRecording } from "../../recording/folder.js";
import { openRecording } from "../../recording/reader.js";
import { type LiveRequest, recordLive } from "../calibrate/live.js";
import type { Context } from "../context.js";
import type { RecordingToSummarize } from "../summarize-recording.js";
import { checkWritable, writeText } from "../write-result.js";
import { characterOf } from "./character.js";
import { driveOf, LOAD_MARK } from "./drive.js";
import { edgesWithin, loadMarked, pollsOf } from "./polls.js";
import { prepare, store } from "./store.js";
import { closingText, tableOf } from "./table.js";
import { kindOf } from "./use.js";

/** What is to be characterized, from what, and where it goes. */
export interface CharacterizeRequest {
  /** Recorded already. */
  readonly from?: string;
  readonly live?: Omit<LiveRequest, "sides" | "purpose">;
  /** What drives the load: `cpu`, or a command; undefined without a load. */
  readonly load?: string;
  readonly quietS: number;
  /** Marks of this name are around the load, in a recording. */
  readonly marks?: string;
  readonly recordings: string;
  /** The folder in which it is kept for later runs. */
  readonly keep?: string;
  readonly json?: string;
  readonly quiet: boolean;
}

/** Finds out what the sensors of a probe are, shows it, and keeps it for later runs; answers with the exit status. */
export async function characterize(request: CharacterizeRequest, context: Context): Promise<number> {
  if (request.json !== undefined) checkWritable([{ format: "json", path: request.json }], context);
  if (request.keep !== undefined) prepare(request.keep);
  const end = await recordedIn(request, context);
  if ("status" in end) return end.status;
  const found = characterizationsIn(openRecording(end.folder), request);
  if (request.json !== undefined) writeText(jsonOf(found), request.json, context);
  const stream = request.json === "-" ? context.stderr : context.stdout;
  const say = (text: string) => request.quiet || stream.write(text);
  say(tableOf(found));
  refuseNothing(found);
  say(closingText(end.folder, keepIn(request.keep, found)));
  return 0;
}

const keepIn = (folder: string | undefined, found: readonly Characterization[]): readonly string[] =>
  folder === undefined ? [] : found.filter(isTold).map((one) => store(folder, one));

const isTold = ({ rails }: Characterization): boolean =>
  rails.some(({ kind, periodS, stuck }) => !stuck && (kind !== null || periodS !== null));

async function recordedIn(request: CharacterizeRequest, context: Context) {
  const { from, live, load, quietS, recordings } = request;
  if (from !== undefined) return { folder: findRecording(recordings, from) };
  if (live === undefined)
    throw new MeasurementError(
      "CONFIG",
      "There is nothing to characterize",
      "Name a probe, or a recording with --from",
    );
  const purpose = { characterize: load ?? "without load" };
  return recordLive({ ...live, sides: [], purpose }, context, driveOf({ quietS, load }));
}

/** Every probe of a recording. */
function characterizationsIn(
  recording: RecordingToSummarize,
  { marks, load }: CharacterizeRequest,
): readonly Characterization[] {
  const { manifest } = recording;
  const pattern = loadMarked(recording, marks ?? LOAD_MARK);
  if (marks !== undefined && pattern.atS.length === 0) throw noMarks(marks, recording);
  const edgesS = edgesWithin(recording, marks ?? LOAD_MARK);
  const driven = pattern.atS.length === 0 ? null : (load ?? `marks ${marks ?? LOAD_MARK}`);
  return manifest.probes.map((probe: RecordedProbe) => ({
    schema: "joulemark/characterization/v1",
    id: manifest.id,
    at: manifest.startedAt,
    version: manifest.version,
    host: manifest.host.hostname,
    probe: kindOf(probe.name),
    device: probe.device,
    load: driven,
    rails: probe.rails.map((rail) =>
      characterOf({ rail, polls: pollsOf(recording, probe, rail), load: pattern, edgesS }),
    ),
  }));
}

function noMarks(name: string, { marks }: RecordingToSummarize): MeasurementError {
  const names = [...new Set(marks.map((mark) => mark.name))];
  return new MeasurementError(
    "CONFIG",
    `The recording has no load between marks ${JSON.stringify(name)}${didYouMean(name, names)}`,
    names.length === 0
      ? "It has no marks at all: leave --marks out"
      : `Its marks are: ${names.slice(0, 12).join(", ")}`,
  );
}

const jsonOf = (found: readonly Characterization[]): string =>
  `${JSON.stringify(found.length === 1 ? found[0] : found, null, 2)}\n`;

/** A sensor that is dead, and a pattern that told nothing of any sensor, are failures. */
function refuseNothing(found: readonly Characterization[]): void {
  const rails = found.flatMap((one) => one.rails);
  const dead = rails.filter(({ stuck }) => stuck);
  if (dead.length > 0)
    throw new MeasurementError(
      "PROBE_DIED",
      `${dead.map(({ rail }) => rail).join(", ")} repeats its last value for ever: it answers, and measures nothing any more`,
      "Restart the instrument or its driver, and characterize it again; nothing was kept",
    );
  const loaded = found.some(({ load }) => load !== null);
  if (!loaded || rails.some(({ kind }) => kind !== null)) return;
  const [why = "no rail gave a value"] = rails.flatMap(({ unknown }) => unknown.slice(-1));
  throw new MeasurementError(
    "CANNOT_ALIGN",
    `No sensor could be told by its load: ${why}`,
    "Give a load that these sensors see: --load 'COMMAND' of a GPU for a GPU; see the table for each rail",
  );
}
