import type { Finding } from "../../../src/core/finding.js";
import type { Rejections } from "../tally.js";
import type { Official } from "./official.js";

/** Why a line of spl.txt gives no sample. */
export const rejections: Rejections = {
  error: "not above zero: error values, gaps here, left out of the official mean",
  unreadable: "no readable readings, or cut",
  backwards: "whose time does not go forward: left out here, not by the official method",
};

/** The official metric, to all its digits, with how it was made. */
export function officialFinding(official: Official | undefined, inferred: boolean): Finding {
  const base = { code: "official-metric", probe: "mlperf", rail: "wall" } as const;
  if (official === undefined)
    return {
      ...base,
      severity: "invalid",
      message: "There is no official metric: no reading above zero lies between power_begin and power_end",
      remedy: "Check that spl.txt and mlperf_log_detail.txt are of one run",
    };
  const { value, unit, samplesPerJoule, readings, used } = official;
  const efficiency = samplesPerJoule === undefined ? "" : `, ${samplesPerJoule} samples/J`;
  const eight = inferred ? "; MultiStream inferred from SingleStream, times 8" : "";
  return {
    ...base,
    severity: "note",
    message: `MLPerf's own metric is ${value} ${unit}${efficiency}: mean of ${used} of ${readings} readings, those above zero${eight}`,
    remedy: "None needed; it has no uncertainty by its rules: joulemark's own energy has one",
  };
}

/** A run that its own load generator calls invalid. */
export const notValid: Finding = {
  code: "run-not-valid",
  severity: "invalid",
  message: "The load generator does not call this run VALID",
  remedy: "See mlperf_log_summary.txt for its reason",
  probe: "mlperf",
};
