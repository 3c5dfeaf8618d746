import { conditionQuantities } from "./condition.js";
import { MeasurementError } from "./error.js";
import type { Finding } from "./finding.js";
import { isIntact, sealed } from "./json-seal.js";
import {
  anything,
  dictionary,
  instant,
  list,
  number,
  object,
  oneOf,
  orNull,
  type Read,
  text,
  toJson,
  truth,
} from "./json-shape.js";
import type { Mark } from "./mark.js";
import { type ErrorSource, points, type Rail, type SensorWindow, type Total } from "./rail.js";
import type { Ending, Execution, Manifest, RecordedProbe, SelfCost } from "./recording.js";

/** The manifest, and once the recording is finished its ending; below the folder of the recording. */
export const MANIFEST_FILE = "run.json";
/** One sealed JSON line for each event as it happens: what a recording without an ending is told by. */
export const EVENTS_FILE = "events.ndjson";

/** The samples file of the probe at `index` of the manifest; the number keeps names apart that look alike when cleaned. */
export const samplesFile = (index: number, probe: string): string =>
  `${index}-${probe.replaceAll(/[^A-Za-z0-9_-]/g, "_").slice(0, 60)}.samples`;

/** What `run.json` holds: the manifest, and the ending once there is one. */
export interface RunFile {
  readonly manifest: Manifest;
  readonly ending?: Ending;
}

/** `run.json` read back. */
export interface StoredRunFile extends RunFile {
  /** False when it was edited or damaged since it was written, but still makes sense. */
  readonly intact: boolean;
}

const quantity = oneOf("power", "voltage", "current", "energy");

const errorSource: Read<ErrorSource> = object(
  {
    id: text,
    kind: oneOf("gain", "offset", "resolution"),
    of: quantity,
    distribution: oneOf("normal", "rectangular", "triangular"),
    size: number,
    origin: text,
  },
  { shared: text },
);

const windowKind = object({ kind: oneOf("instantaneous", "boxcar", "running-mean", "lag", "counter") });
const windowWidth = object({ width: number });
const windowConstant = object({ timeConstant: number }, { u: number });
const sensorWindow: Read<SensorWindow> = (value, at) => {
  const { kind } = windowKind(value, at);
  if (kind === "instantaneous" || kind === "counter") return { kind };
  if (kind === "lag") return { kind, ...windowConstant(value, at) };
  return { kind, width: windowWidth(value, at).width };
};

const rail: Read<Rail> = object(
  {
    id: text,
    point: oneOf(...points),
    measures: oneOf("power", "energy-counter"),
    columns: list(object({ name: text, quantity, unit: text, scale: number })),
    period: number,
    window: sensorWindow,
    uncertainty: list(errorSource),
  },
  {
    counterRange: number,
    plausiblePower: number,
    node: text,
    partOf: text,
    note: text,
    delay: object({ seconds: number, u: number }),
    characterized: object({ id: text, at: text }),
  },
);

const total: Read<Total> = object({ name: text, parts: list(text), scope: text });

const condition = object(
  { name: text, quantity: oneOf(...conditionQuantities), unit: text },
  { clock: oneOf("stamp", "delay"), leastAtMost: number },
);

const recordedProbe: Read<RecordedProbe> = object(
  {
    name: text,
    device: text,
    rails: list(rail),
    totals: list(total),
    settings: anything,
  },
  { conditions: list(condition) },
);

/** A finding as JSON. */
export const readFinding: Read<Finding> = object(
  { code: text, severity: oneOf("note", "degraded", "invalid"), message: text, remedy: text },
  { probe: text, rail: text },
);

/** A mark as JSON; its instant is a decimal string. */
export const readMark: Read<Mark> = object({
  kind: oneOf("begin", "end"),
  name: text,
  at: instant,
  within: number,
  source: oneOf("command", "phase", "fd", "cli", "regex"),
});

/** An execution as JSON; its instants are decimal strings. */
export const readExecution: Read<Execution> = object(
  {
    index: number,
    warmup: truth,
    exit: object({ code: orNull(number), signal: orNull(text) }),
    from: instant,
    to: instant,
    fromWithin: number,
    toWithin: number,
  },
  { work: number, label: text },
);

const percentiles = orNull(object({ p50: number, p99: number }));
const selfCost: Read<SelfCost> = object({
  cpuS: number,
  missedTicks: number,
  readMicros: percentiles,
  latenessMicros: percentiles,
  granted: dictionary,
});

const readEnding: Read<Ending> = object({
  end: instant,
  executions: list(readExecution),
  marks: list(readMark),
  findings: list(readFinding),
  self: selfCost,
});

const readManifest: Read<Manifest> = object(
  {
    schema: oneOf("joulemark/recording/v1"),
    id: text,
    command: list(text),
    startedAt: text,
    start: instant,
    host: object({ hostname: text, kernel: text, arch: text, cpu: text, cpus: number }),
    version: text,
    probes: list(recordedProbe),
    settings: dictionary,
    findings: list(readFinding),
  },
  { name: text, work: object({ unit: text }, { count: number, window: text }) },
);

const readEndingPart = object({}, { ending: readEnding });

/** The text of `run.json`. */
export const runFileToJson = ({ manifest, ending }: RunFile): string =>
  `${sealed(toJson(ending === undefined ? manifest : { ...manifest, ending }, 2))}\n`;

/**
 * `run.json` read back; keys it does not know are passed over. `path` is only for the message.
 * Throws MeasurementError RECORDING when it is not JSON or not a recording's manifest.
 */
export function runFileFromJson(json: string, path: string): StoredRunFile {
  try {
    const parsed: unknown = JSON.parse(json);
    const manifest = readManifest(parsed, "");
    const { ending } = readEndingPart(parsed, "");
    return { manifest, ...(ending !== undefined && { ending }), intact: isIntact(json) };
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new MeasurementError(
      "RECORDING",
      `${path} is not the manifest of a recording: ${why}`,
      "If joulemark made this folder, the file was damaged later: restore it from a copy; without it the samples cannot be told apart",
      { cause },
    );
  }
}
