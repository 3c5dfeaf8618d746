import { MeasurementError } from "../../../src/core/error.js";
import { readLines } from "../lines.js";
import { parseStamp } from "./spl.js";

const PREFIX = ":::MLLOG ";
const scenarios = ["SingleStream", "MultiStream", "Server", "Offline"] as const;
/** How the load is offered. */
export type Scenario = (typeof scenarios)[number];

/** What the load generator's detail log says of a run. */
export interface Detail {
  /** Milliseconds since 1970, UTC. */
  readonly beginMs: number;
  readonly endMs: number;
  readonly scenario: Scenario;
  readonly queries: number;
  /** Samples a query had; 1 where the log does not say. */
  readonly samplesPerQuery: number;
  /** Samples a second, as the scenario's own result has it; absent where it is a latency. */
  readonly throughput: number | undefined;
  readonly valid: boolean;
}

/** Reads mlperf_log_detail.txt. Throws NO_DATA naming the key that is missing. */
export async function readDetail(path: string): Promise<Detail> {
  const keys = new Map<string, unknown>();
  for await (const lines of readLines(path))
    for (const { text } of lines) {
      const [key, value] = entryOf(text);
      if (key !== undefined) keys.set(key, value);
    }
  const stampOf = (key: string) => known(path, key, parseStamp(String(keys.get(key))));
  const numberOf = (key: string) => {
    const value = keys.get(key);
    return typeof value === "number" && Number.isFinite(value) && value > 0 ? value : undefined;
  };
  const detail = {
    beginMs: stampOf("power_begin"),
    endMs: stampOf("power_end"),
    scenario: known(
      path,
      "effective_scenario",
      scenarios.find((scenario) => scenario === keys.get("effective_scenario")),
    ),
    queries: known(path, "result_query_count", numberOf("result_query_count")),
    samplesPerQuery: numberOf("effective_samples_per_query") ?? 1,
    throughput: numberOf("result_samples_per_second") ?? numberOf("result_scheduled_samples_per_sec"),
    valid: keys.get("result_validity") === "VALID",
  };
  if (detail.endMs > detail.beginMs) return detail;
  throw new MeasurementError(
    "NO_DATA",
    `${path}: power_end is not after power_begin`,
    "Import a run that was finished",
  );
}

function entryOf(line: string): readonly [key?: string, value?: unknown] {
  if (!line.startsWith(PREFIX)) return [];
  try {
    const { key, value } = Object(JSON.parse(line.slice(PREFIX.length)));
    return typeof key === "string" ? [key, value] : [];
  } catch {
    return [];
  }
}

function known<Value>(path: string, key: string, value: Value | undefined): Value {
  if (value !== undefined) return value;
  throw new MeasurementError(
    "NO_DATA",
    `${path} has no ${key} that can be read`,
    "Import a run with power that was finished",
  );
}
