import { resolve } from "node:path";
import { positiveNumber } from "../../config/numbers.js";
import { MeasurementError } from "../../core/error.js";
import { recordingsFolder } from "../../recording/folder.js";
import type { Context } from "../context.js";
import { recordLive } from "./live.js";
import { isLive, liveRequest } from "./live-flags.js";
import { type MeterReading, typeReadings } from "./meter-drive.js";
import { calibrateSensor } from "./sensor.js";
import { type SensorFlags, sensorRequest, statedOf } from "./sensor-flags.js";
import { sensorFromReadings } from "./sensor-from-readings.js";
import { type RecordedSensorRequest, sensorFromRecordings } from "./sensor-from-recordings.js";
import { sensorFromTable, tableFile } from "./sensor-from-table.js";
import { typedReadings } from "./typed-readings.js";

const TYPED_MAP = "sensor=#1,reference=#2";
const DEFAULT_DWELL_S = 2;

/** `calibrate sensor`: from a table, typed in, from recordings, or live; answers with the exit status. */
export async function calibrateSensorBy(flags: SensorFlags, context: Context): Promise<number> {
  requireOneSource(flags);
  if (flags.readings === true && flags.sensor !== undefined) return byMeter(flags, flags.sensor, context);
  if (flags.readings === true) {
    const request = sensorRequest(flags, "sensor", context);
    const typed = await typedReadings(context);
    if (typeof typed === "number") return typed;
    const table = { text: typed, name: "typed readings", map: flags.map ?? TYPED_MAP, ...statedOf(flags) };
    calibrateSensor(sensorFromTable(table), request, context);
    return 0;
  }
  if (flags.table === undefined) return byRails(flags, context);
  const { map } = flags;
  if (map === undefined)
    throw wrong("--table needs --map, which says what its columns are", "Write e.g. --map sensor=A,reference=B");
  const { text, name } = tableFile(flags.table, context.cwd);
  const request = sensorRequest(flags, name.replace(/\.\w+$/, ""), context);
  calibrateSensor(sensorFromTable({ text, name, map, ...statedOf(flags) }), request, context);
  return 0;
}

function requireOneSource({ table, readings, sensor, reference }: SensorFlags): void {
  const rails = reference !== undefined || (sensor !== undefined && readings !== true);
  const given = [table !== undefined, readings === true, rails];
  if (given.filter(Boolean).length === 1) return;
  const what = given.includes(true) ? "The points would come from two sources" : "Nothing says what to calibrate from";
  throw wrong(
    what,
    "Give --table FILE --map sensor=A,reference=B, or --readings to type them in (with --sensor PROBE/RAIL only the meter's), or --sensor RUN:PROBE/RAIL --reference RUN:PROBE/RAIL",
  );
}

/** Ignored, it would look as if it counted. */
function requireUnstated(flags: SensorFlags, stated: readonly ("uSensor" | "uReference")[]): void {
  if (stated.every((flag) => flags[flag] === undefined)) return;
  throw wrong("--u-sensor and --u-reference are not for rails, which bring their own error sources", "Leave them out");
}

/** The sensor is sampled, and what the meter shows beside it is typed. */
async function byMeter(flags: SensorFlags, sensor: string, context: Context): Promise<number> {
  const { load, steps, duration } = flags;
  if (load !== undefined || steps !== undefined || duration !== undefined)
    throw wrong("Readings are typed while you drive the load", "Leave --load, --steps and --duration out");
  requireUnstated(flags, ["uSensor"]);
  const { reference: uReference } = statedOf(flags).stated;
  const { parent, ...recorded } = recordedOf(flags, { sensor, reference: sensor }, context);
  const request = sensorRequest(flags, sensor, context);
  const live = liveRequest(flags, [{ flag: "--sensor", word: sensor }], context);
  const dwellS = live.dwell.minS;
  let readings: readonly MeterReading[] = [];
  const end = await recordLive({ ...live, parent }, context, async (drive) => {
    readings = await typeReadings(drive, dwellS);
  });
  if ("status" in end) return end.status;
  const typed = { ...recorded, folder: end.folder, readings, dwellS, ...(uReference && { uReference }) };
  calibrateSensor(sensorFromReadings(typed), request, context);
  return 0;
}

async function byRails(flags: SensorFlags, context: Context): Promise<number> {
  const { sensor, reference } = flags;
  if (sensor === undefined || reference === undefined)
    throw wrong("--sensor and --reference belong together", "Name both rails");
  requireUnstated(flags, ["uSensor", "uReference"]);
  const recorded = recordedOf(flags, { sensor, reference }, context);
  const request = sensorRequest(flags, sensor.slice(sensor.lastIndexOf(":") + 1), context);
  if (!isLive(flags)) return fromRecordings(recorded, request, context);
  const sides = [
    { flag: "--reference", word: reference },
    { flag: "--sensor", word: sensor },
  ];
  const end = await recordLive(liveRequest(flags, sides, context), context);
  if ("status" in end) return end.status;
  const at = (word: string) => `${end.folder}:${word}`;
  return fromRecordings({ ...recorded, sensor: at(sensor), reference: at(reference) }, request, context);
}

function fromRecordings(recorded: RecordedSensorRequest, request: ReturnType<typeof sensorRequest>, context: Context) {
  const source = sensorFromRecordings(recorded);
  calibrateSensor(source, { uReferenceGain: source.uReferenceGain, ...request }, context);
  return 0;
}

function recordedOf(
  flags: SensorFlags,
  rails: Pick<RecordedSensorRequest, "sensor" | "reference">,
  { cwd, env }: Context,
): RecordedSensorRequest {
  const { point, instruments } = statedOf(flags);
  const { dwell, recordings, of = "power" } = flags;
  return {
    ...rails,
    of,
    ...(point !== undefined && { point }),
    instruments,
    parent: recordings === undefined ? recordingsFolder(env) : resolve(cwd, recordings),
    dwellS: dwell === undefined ? DEFAULT_DWELL_S : positiveNumber("--dwell", dwell, { min: 0.01, max: 86_400 }),
  };
}

const wrong = (what: string, remedy: string): MeasurementError => new MeasurementError("CONFIG", what, remedy);
