import { checkedDocument } from "./checked-document.js";
import type { ProbeChoice } from "./config.js";
import { streamWords } from "./file-words.js";
import { checkProbes, type SettingsOf } from "./parse-config.js";
import { readText } from "./read-text.js";
import { streamSchema } from "./stream-schema.js";

/** The recordings on disk of a stream. */
export interface SpoolLimits {
  readonly mostBytes: number;
  readonly segmentBytes: number;
  readonly segmentS: number;
}

/** What a stream is told by its file. */
export interface StreamConfig {
  readonly rate?: number | undefined;
  readonly probes: readonly ProbeChoice[];
  readonly sinks: readonly string[];
  /** What came in so long is sent as one. */
  readonly sendEveryS: number;
  /** As it is written; undefined is off. */
  readonly health: string | undefined;
  /** Undefined where the file does not say. */
  readonly folder: string | undefined;
  readonly spool: SpoolLimits;
  readonly name?: string | undefined;
}

const MIB = 2 ** 20;
const HOUR_S = 3600;
const defaults = { health: "9465", mostMb: 2048, segmentMb: 64, segmentHours: 24, sendEverySeconds: 0.5 };

/** Reads a stream's file. Throws CONFIG or UNKNOWN_NAME naming file, line, column and key of every problem. */
export async function loadStreamConfig(path: string, settingsOf: SettingsOf): Promise<StreamConfig> {
  const file = { shown: path, words: streamWords };
  const { value, document } = checkedDocument(readText(path, file, "required"), streamSchema, file);
  const {
    rate,
    sinks,
    name,
    sendEverySeconds = defaults.sendEverySeconds,
    probes = [],
    spool = {},
    health = defaults.health,
  } = value;
  const mostMb = spool.mostMb ?? defaults.mostMb;
  return {
    rate,
    sinks,
    name,
    sendEveryS: sendEverySeconds,
    probes: await checkProbes(probes, { document, settingsOf, words: streamWords }),
    health: health === "off" ? undefined : String(health),
    folder: spool.folder,
    spool: {
      mostBytes: mostMb * MIB,
      segmentBytes: Math.min(spool.segmentMb ?? defaults.segmentMb, mostMb / 2) * MIB,
      segmentS: (spool.segmentHours ?? defaults.segmentHours) * HOUR_S,
    },
  };
}
