import type { Finding } from "../core/finding.js";
import type { RecordedEvent } from "../core/recording.js";
import type { RecordingToSummarize } from "./summarize-recording.js";

type GapEvent = Extract<RecordedEvent, { type: "gap" }>;

/** Gaps of one rail (or of a whole probe) for one reason, taken together. */
interface Missing {
  readonly probe: string;
  readonly rail: string | undefined;
  readonly reason: string;
  readonly first: bigint;
  nanos: number;
  spans: number;
  last: bigint;
}

/** What has no values, for how long and why: energy says what that costs, this says where it comes from. */
export function gapFindings({ manifest, events }: RecordingToSummarize): Finding[] {
  const missing = new Map<string, Missing>();
  for (const event of events) {
    if (event.type !== "gap") continue;
    for (const rail of railsOf(event, manifest.probes)) add(missing, event, rail);
  }
  return [...missing.values()].map((one) => findingOf(one, manifest.start));
}

function railsOf({ probe, columns }: GapEvent, probes: RecordingToSummarize["manifest"]["probes"]) {
  if (columns === undefined) return [undefined];
  const rails = probes.find(({ name }) => name === probe)?.rails ?? [];
  return rails.filter((rail) => rail.columns.some(({ name }) => columns.includes(name))).map(({ id }) => id);
}

/** A gap is written batch by batch: pieces that touch are one span. */
function add(missing: Map<string, Missing>, { probe, reason, from, to }: GapEvent, rail: string | undefined): void {
  const key = `${probe} ${rail ?? ""} ${reason}`;
  const seen = missing.get(key);
  if (seen === undefined) {
    missing.set(key, { probe, rail, reason, first: from, nanos: Number(to - from), spans: 1, last: to });
    return;
  }
  const start = from > seen.last ? from : seen.last;
  if (from > seen.last) seen.spans++;
  if (to > start) seen.nanos += Number(to - start);
  if (to > seen.last) seen.last = to;
}

function findingOf({ probe, rail, reason, first, nanos, spans }: Missing, start: bigint): Finding {
  const times = spans === 1 ? "" : ` in ${spans} spans`;
  const at = (Number(first - start) / 1e9).toFixed(3);
  return {
    code: "gap",
    severity: "note",
    message: `No values for ${(nanos / 1e9).toFixed(3)} s${times}, first ${at} s after the start of the recording: ${reason}`,
    remedy: remedies[reason] ?? "Look at the instrument and its driver (dmesg); coverage says which numbers it touches",
    probe,
    ...(rail !== undefined && { rail }),
  };
}

const remedies: Readonly<Record<string, string>> = {
  "missed-tick": "The computer was too busy to sample on time: lower --rate, or leave a processor free",
  ENODEV: "The device was unbound or unplugged: check its driver and cable",
  ENXIO: "The device did not answer: check its bus and power",
  ENODATA: "The channel was switched off: enable it",
};
