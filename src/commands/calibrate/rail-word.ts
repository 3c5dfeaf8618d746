import { MeasurementError } from "../../core/error.js";
import { didYouMean } from "../../core/nearest.js";
import type { Point, Rail } from "../../core/rail.js";
import type { RecordedProbe } from "../../core/recording.js";

/** A rail of a recording, or of the probes that are to be opened. */
export interface NamedRail {
  readonly probe: RecordedProbe;
  readonly rail: Rail;
}

/** `RUN:PROBE/RAIL`, `RUN` or `PROBE/RAIL` taken apart. */
export interface RailWord {
  readonly run?: string;
  readonly probe?: string;
  readonly rail?: string;
}

const parts = /^(?:(?<run>.+):)?(?<probe>[^:/]+)\/(?<rail>[^:]+)$/;

/** The rail of a recording: a word without a colon is the recording's id, name or path. */
export function recordedWord(word: string): RailWord {
  const { run, probe, rail } = parts.exec(word)?.groups ?? {};
  return run === undefined || probe === undefined || rail === undefined ? { run: word } : { run, probe, rail };
}

/** The rail of a probe that is to be opened. Throws CONFIG. */
export function liveWord(flag: string, word: string): Required<Omit<RailWord, "run">> {
  const { run, probe, rail } = parts.exec(word)?.groups ?? {};
  if (run === undefined && probe !== undefined && rail !== undefined) return { probe, rail };
  throw new MeasurementError(
    "CONFIG",
    `${flag} ${JSON.stringify(word)} names no rail of a live probe`,
    `Write ${flag} PROBE/RAIL; without --probe and --load, ${flag} RUN:PROBE/RAIL takes it from a recording`,
  );
}

/** What a rail is searched by, and how messages name it. */
export interface RailSearch {
  readonly flag: string;
  readonly word: RailWord;
  /** Without a name, the only rail at this point. */
  readonly point?: Point | undefined;
}

/** The rail that a word means among those of some probes. Throws UNKNOWN_NAME with those there are. */
export function findRail(probes: readonly RecordedProbe[], { flag, word, point }: RailSearch): NamedRail {
  const all = probes.flatMap((probe) => probe.rails.map((rail) => ({ probe, rail })));
  const fitting = all.filter(({ probe, rail }) =>
    word.probe === undefined ? point === undefined || rail.point === point : nameOf({ probe, rail }) === railName(word),
  );
  const [only, ...others] = fitting;
  if (only !== undefined && others.length === 0) return only;
  const names = all.map(nameOf);
  const shown = all.map((each) => `${nameOf(each)} (${each.rail.point})`).join(", ") || "none";
  throw new MeasurementError(
    "UNKNOWN_NAME",
    `${flag}: ${problemOf(word, point, fitting.length, names)}`,
    `Its rails are: ${shown}`,
  );
}

const railName = ({ probe = "", rail = "" }: RailWord): string => `${probe}/${rail}`;

/** `PROBE/RAIL`. */
export const nameOf = ({ probe, rail }: NamedRail): string => `${probe.name}/${rail.id}`;

function problemOf(word: RailWord, point: Point | undefined, found: number, names: readonly string[]): string {
  const where = word.run === undefined ? "" : ` in ${word.run}`;
  if (word.probe !== undefined) return `there is no rail ${railName(word)}${where}${didYouMean(railName(word), names)}`;
  return `${found === 0 ? "no rail" : `${found} rails`}${where} at ${point ?? "any point"}: name one as RUN:PROBE/RAIL`;
}
