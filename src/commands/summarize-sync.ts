import type { Finding } from "../core/finding.js";
import type { RecordedProbe } from "../core/recording.js";
import type { Result } from "../core/result.js";
import type { SyncResult } from "../core/sync-result.js";
import type { Seconds } from "../core/units.js";
import type { DeviceClock } from "../sync/device-clock.js";
import type { DeviceClocks } from "./summarize-clocks.js";
import type { RecordingToSummarize } from "./summarize-recording.js";
import { type Pulse, pulseOf, type Seen, seenBy } from "./sync-delay.js";

/** By how much the samples of a probe are to be shifted, and how well that is known. */
export interface Shift {
  readonly delayS: Seconds;
  readonly uS: Seconds;
}

/** What the sync pulses of a recording say of its probes. */
export interface Syncs {
  readonly results: readonly SyncResult[];
  readonly shifts: ReadonlyMap<string, Shift>;
  readonly findings: readonly Finding[];
}

/** The delay of every probe by the pulses before and after; nothing where there was no pulse. */
export function syncsOf(recording: RecordingToSummarize, clocks: DeviceClocks = new Map()): Syncs {
  const pulses = pulsesOf(recording);
  const asked = recording.manifest.settings["syncPulse"] === true;
  if (pulses.length === 0) return { results: [], shifts: new Map(), findings: asked ? [noPulse] : [] };
  const results = recording.manifest.probes.map((probe) =>
    resultOf(
      probe,
      pulses.map(({ name, pulse }) => ({
        name,
        seen: seenBy(probe, () => recording.samples(probe.name), pulse),
      })),
      openBy(clocks.get(probe.name)),
    ),
  );
  const used = results.flatMap(({ probe, used: is, delayS, uS }) =>
    is && delayS !== null && uS !== null ? [[probe, { delayS, uS }] as const] : [],
  );
  return { results, shifts: new Map(used), findings: results.flatMap(findingOf) };
}

/** `sync` of the result; absent without pulses. */
export const syncPart = ({ results }: Syncs): Pick<Result, "sync"> => (results.length === 0 ? {} : { sync: results });

interface NamedPulse {
  readonly name: string;
  readonly pulse: Pulse;
}

function pulsesOf({ events, manifest }: RecordingToSummarize): readonly NamedPulse[] {
  const edges = events.flatMap((event) => (event.type === "pulse-edge" ? [event] : []));
  return ["sync-before", "sync-after"].flatMap((name): NamedPulse[] => {
    const pulse = pulseOf(
      edges.filter((edge) => edge.pulse === name),
      manifest.start,
    );
    return pulse === undefined ? [] : [{ name, pulse }];
  });
}

interface SeenPulse {
  readonly name: string;
  readonly seen: Seen | undefined;
}

function resultOf(probe: RecordedProbe, pulses: readonly SeenPulse[], openS: Seconds): SyncResult {
  const found = pulses.flatMap(({ seen }) => (seen !== undefined && "uS" in seen ? [seen] : []));
  const lost = pulses.find(({ seen }) => seen === undefined || !("uS" in seen));
  const [one] = found;
  if (one === undefined || lost !== undefined) {
    const seen = lost?.seen;
    const why = seen === undefined || "uS" in seen ? "it has no rail" : `${lost?.name} on ${seen.rail}: ${seen.why}`;
    const nothing = { delayS: null, uS: null, driftS: null };
    return {
      probe: probe.name,
      rail: seen?.rail ?? null,
      ...nothing,
      quality: seen?.quality ?? null,
      used: false,
      why,
    };
  }
  return { probe: probe.name, ...combined(probe, found, openS) };
}

type Found = Extract<Seen, { readonly uS: Seconds }>;

/** Half of a drift on both sides of the mean: an instant between the pulses is off by no more. */
function combined(probe: RecordedProbe, found: readonly Found[], openS: Seconds): Omit<SyncResult, "probe"> {
  const [first, second] = found;
  const weight = found.reduce((sum, { uS }) => sum + 1 / uS ** 2, 0);
  const delayS = found.reduce((sum, each) => sum + each.delayS / each.uS ** 2, 0) / weight;
  const driftS = first === undefined || second === undefined ? null : second.delayS - first.delayS;
  // the errors of both are of one kind (phases, the load's ramp): they do not average out
  const least = Math.min(...found.map(({ uS }) => uS));
  const uS = Math.hypot(least, (driftS ?? 0) / 2 / Math.sqrt(3));
  const stated = Math.hypot(statedU(probe, first?.rail), openS);
  const used = uS < stated;
  const why = used
    ? "better known than what the instrument states"
    : `the instrument's own ${ms(stated)} ms of uncertainty is no worse`;
  const quality = Math.min(...found.map((each) => each.quality));
  return { rail: first?.rail ?? null, delayS, uS, driftS, quality, used, why };
}

/** What a clock's mapping leaves open of a constant delay: everything, where nothing bounds it. */
function openBy(clock: DeviceClock | undefined): Seconds {
  if (clock === undefined) return 0;
  return clock.columns.mostHiddenDelay === undefined ? Number.POSITIVE_INFINITY : clock.hiddenDelay / Math.sqrt(3);
}

/** An instrument that states no delay may be late by up to its period. */
function statedU({ rails }: RecordedProbe, id: string | undefined): Seconds {
  const rail = rails.find((each) => each.id === id);
  return rail?.delay?.u ?? (rail?.period ?? 0) / Math.sqrt(3);
}

const ms = (seconds: Seconds): string => String(Number((1000 * seconds).toPrecision(3)));

function findingOf({ probe, delayS, uS, driftS, used, why, rail }: SyncResult): Finding[] {
  if (delayS === null || uS === null)
    return [
      {
        code: "sync-refused",
        severity: "note",
        message: `The sync pulse does not tell how late the samples are: ${why}`,
        remedy:
          "The pulse loads the processor: use it with rails that feed the processor, on a machine that is idle otherwise; else see joulemark characterize",
        probe,
      },
    ];
  const drift = driftS === null ? "" : `, ${ms(driftS)} ms more after the command than before`;
  const did = used ? "was taken out of its samples" : `was not taken out: ${why}`;
  return [
    {
      code: "sync-delay",
      severity: "note",
      message: `By the sync pulses on ${rail} samples are ${ms(delayS)} ± ${ms(2 * uS)} ms later than stated${drift}; this ${did}`,
      remedy: "None needed",
      probe,
    },
  ];
}

const noPulse: Finding = {
  code: "sync-pulse-missing",
  severity: "degraded",
  message: "A sync pulse was asked for, and none was recorded to its end",
  remedy: "Measure again and let the run come to its end",
};
