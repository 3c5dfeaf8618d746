import * as z from "zod";
import { MeasurementError } from "../../../src/core/error.js";
import { ascii } from "./bytes.js";
import { Inbox } from "./inbox.js";
import { PS3_STEP_MICROS, ps3Decoder, SENSORS, type Sensor } from "./powersensor3-frames.js";
import { defineProtocol, type Link, type MeteredRail } from "./protocol.js";

const RECORD_BYTES = 41;
const NAME_BYTES = 16;
/** Long enough for a device that has to write its memory first. */
const PATIENCE_S = 1;
const QUIET_S = 0.2;
/** Any byte asks for the next record; this one is no command. */
const NEXT = ascii("\n");

const UNPLUG = "See that protocol and port are the meter's own; unplug it and plug it in again when it hangs";

/** PowerSensor3: up to four pairs of a current and a voltage sensor, 20,000 readings a second (devices.md F1). */
export const powerSensor3 = defineProtocol<Record<string, never>>({
  name: "powersensor3",
  title: "PowerSensor3, up to four pairs of current and voltage sensors at 20 kHz",
  baudRate: 921_600,
  settings: z.strictObject({}),
  async open(_settings, link) {
    const inbox = new Inbox(link, PATIENCE_S);
    const version = await askVersion(inbox, link);
    const sensors = await readSensors(inbox, link);
    const pairs = pairsOf(sensors);
    return {
      device: `PowerSensor3 ${version}`,
      rails: pairs.map(({ rail }) => rail),
      period: PS3_STEP_MICROS / 1e6,
      tick: 1e-6,
      decoder: ps3Decoder(
        sensors,
        pairs.flatMap(({ voltage, current }) => [voltage, current]),
      ),
      start: ascii("S"),
      stop: ascii("T"),
      mark: ascii("M"),
    };
  },
});

/** Its version, once it is quiet: whoever had it open before may have left it streaming, or in the middle of its memory. */
async function askVersion(inbox: Inbox, link: Link): Promise<string> {
  for (const stop of ["X", "X".repeat(SENSORS)]) {
    for (const byte of stop) await link.write(ascii(byte));
    if (!(await inbox.silence(QUIET_S))) break;
    await link.write(ascii("V"));
    const line = await inbox.line();
    if (line !== undefined && /^[!-~]{1,80}$/.test(line)) return line;
  }
  throw new MeasurementError("UNAVAILABLE", "The meter tells no version as a PowerSensor3 does", UNPLUG);
}

async function readSensors(inbox: Inbox, link: Link): Promise<readonly Sensor[]> {
  await link.write(ascii("R"));
  const sensors: Sensor[] = [];
  for (let index = 0; index < SENSORS; index++) {
    const record = await inbox.bytes(RECORD_BYTES);
    const sensor = record && parseSensor(record);
    if (sensor === undefined) throw new MeasurementError("UNAVAILABLE", noRecord(index, record !== undefined), UNPLUG);
    sensors.push(sensor);
    await link.write(NEXT);
  }
  const done = await inbox.bytes(1);
  if (done?.[0] === ascii("D")[0]) return sensors;
  throw new MeasurementError("UNAVAILABLE", "The PowerSensor3 does not end its configuration with D", UNPLUG);
}

const noRecord = (index: number, came: boolean): string =>
  `The PowerSensor3 ${came ? "has an unreadable" : "does not send its"} configuration of sensor ${index}`;

/** A sensor from its record of 41 bytes, packed, little-endian; undefined when it cannot be one. */
export function parseSensor(record: Uint8Array): Sensor | undefined {
  const view = new DataView(record.buffer, record.byteOffset, record.byteLength);
  const type = parseName(record.subarray(0, NAME_BYTES));
  const pairName = parseName(record.subarray(NAME_BYTES, 2 * NAME_BYTES));
  const inUse = record[RECORD_BYTES - 1];
  if (type === undefined || pairName === undefined || inUse === undefined || inUse > 1) return undefined;
  const vref = view.getFloat32(2 * NAME_BYTES, true);
  const sensitivity = view.getFloat32(2 * NAME_BYTES + 4, true);
  const usable = Number.isFinite(vref) && Number.isFinite(sensitivity) && sensitivity !== 0;
  return usable || inUse === 0 ? { type, pairName, vref, sensitivity, inUse: inUse === 1 } : undefined;
}

/** A text up to its NUL byte; undefined when it is none. Memory that was never written is all ones. */
function parseName(bytes: Uint8Array): string | undefined {
  if (bytes.every((byte) => byte === 0xff)) return "";
  const end = bytes.indexOf(0);
  const text = String.fromCharCode(...(end < 0 ? bytes : bytes.subarray(0, end))).trim();
  return /^[ -~]*$/.test(text) ? text : undefined;
}

interface Pair {
  readonly voltage: number;
  readonly current: number;
  readonly rail: MeteredRail;
}

/** The pairs whose sensors are both in use. Throws UNAVAILABLE when one is alone, or none is there. */
export function pairsOf(sensors: readonly Sensor[]): readonly Pair[] {
  const names = new Set<string>();
  const pairs: Pair[] = [];
  for (let current = 0; current < SENSORS; current += 2) {
    const voltage = current + 1;
    const [first, second] = [sensors[current], sensors[voltage]];
    if (first?.inUse !== second?.inUse) throw misconfigured(`Only one sensor of pair ${current / 2} is in use`);
    if (!first?.inUse) continue;
    const named = first.pairName || second?.pairName || "";
    const id = named === "" || names.has(named) ? `pair${current / 2}` : named;
    names.add(id);
    pairs.push({ voltage, current, rail: railOf(id) });
  }
  if (pairs.length === 0) throw misconfigured("No sensor of the PowerSensor3 is in use");
  return pairs;
}

const misconfigured = (what: string): MeasurementError =>
  new MeasurementError("UNAVAILABLE", what, "Configure the device with its own psconfig: a pair needs both sensors");

const railOf = (id: string): MeteredRail => ({
  id,
  columns: [
    { name: `${id}.voltage`, quantity: "voltage", unit: "V", scale: 1 },
    { name: `${id}.current`, quantity: "current", unit: "A", scale: 1 },
  ],
  // no figure is known (measurement.md, what could not be verified): the user's word is needed
  uncertainty: [],
  // six conversions of each sensor, spread over the time from one frame to the next
  window: { kind: "boxcar", width: PS3_STEP_MICROS / 1e6 },
});
