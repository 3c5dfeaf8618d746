import { basename } from "node:path";
import { MeasurementError } from "../../core/error.js";
import type { Context } from "../context.js";
import { type RegulatorFlags, recordedRequest, regulatorRequest, tableRequest } from "./flags.js";
import { recordLive } from "./live.js";
import { isLive, liveRequest } from "./live-flags.js";
import { calibrateRegulator } from "./regulator.js";
import { regulatorFromRecordings } from "./regulator-from-recordings.js";
import { regulatorFromTable } from "./regulator-from-table.js";

/** `calibrate regulator`: from a table, from recordings, or live, by what the flags name; answers with the exit status. */
export async function calibrateRegulatorBy(flags: RegulatorFlags, context: Context): Promise<number> {
  const isTable = flags.table !== undefined || flags.map !== undefined;
  if (isTable && (flags.pre !== undefined || flags.post !== undefined)) throw both();
  if (!isTable) return byRails(flags, context);
  const table = tableRequest(flags);
  const request = regulatorRequest(flags, basename(table.file).replace(/\.\w+$/, ""), context);
  calibrateRegulator(regulatorFromTable(table, context.cwd), request, context);
  return 0;
}

async function byRails(flags: RegulatorFlags, context: Context): Promise<number> {
  const { uPin, uIout, uVout, uPinGain, uIoutGain, uVoutGain } = flags;
  if ([uPin, uIout, uVout, uPinGain, uIoutGain, uVoutGain].some((u) => u !== undefined)) throw statedForRails();
  const recorded = recordedRequest(flags, context);
  const request = regulatorRequest(flags, originOf(recorded.post), context);
  if (!isLive(flags)) {
    calibrateRegulator(regulatorFromRecordings(recorded), request, context);
    return 0;
  }
  const { pre, post } = recorded;
  const sides = [
    { flag: "--pre", word: pre },
    { flag: "--post", word: post },
  ];
  const end = await recordLive(liveRequest(flags, sides, context), context);
  if ("status" in end) return end.status;
  const source = regulatorFromRecordings({ ...recorded, pre: `${end.folder}:${pre}`, post: `${end.folder}:${post}` });
  calibrateRegulator(source, request, context);
  return 0;
}

/** The rail after the regulator names the curve. */
const originOf = (post: string): string => post.slice(post.lastIndexOf(":") + 1);

/** Ignored, it would look as if it counted. */
const statedForRails = (): MeasurementError =>
  new MeasurementError(
    "CONFIG",
    "--u-pin, --u-iout, --u-vout and their gains are for tables: rails bring their own error sources",
    "Leave them out",
  );

const both = (): MeasurementError =>
  new MeasurementError(
    "CONFIG",
    "--table and --pre/--post are two sources of points",
    "Give one of them: a table, or two rails",
  );
