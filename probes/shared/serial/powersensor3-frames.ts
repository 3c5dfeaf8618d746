import { joined } from "./bytes.js";
import { type Decoder, type Rows, reserve } from "./protocol.js";

/** Sensors of a device; even ones measure current, odd ones the voltage beside it. */
export const SENSORS = 8;

/** A sensor as the device's memory describes it. */
export interface Sensor {
  readonly type: string;
  readonly pairName: string;
  /** Volts at its output for 0 A or 0 V. */
  readonly vref: number;
  /** Volts at its output for each ampere or volt. */
  readonly sensitivity: number;
  readonly inUse: boolean;
}

/** The largest level: ten bits. */
export const LARGEST_LEVEL = 1023;
/** Volts at the converter's largest level. */
export const FULL_SCALE_V = 3.3;
/** Frames come every 50 us, at 20 kHz (devices.md F1). */
export const PS3_STEP_MICROS = 50;

const FRAME_BYTES = 2 + 2 * SENSORS;
/** The stamp is of ten bits. */
const WRAP = 1023;
// Two steps in one, or a stamp of two halves, which is wrong by multiples of 64, are outside.
const SHORTEST_STEP = 38;
const LONGEST_STEP = 62;

/** Frames of a PowerSensor3, and how many of them carried a marker. */
export interface Ps3Decoder extends Decoder {
  /** Rows so far whose frame has the marker bit: somebody sent the device an `M`. */
  readonly markers: number;
}

/**
 * The stream of a PowerSensor3 into one column for each of `wanted`: indices into the device's `sensors`.
 * A frame is a time stamp and the sensors 0 to 7, each packet with its number, so that a frame sewn together at a loss has
 * them out of order, unless whole frames' worth of bytes are missing: therefore the next stamp must also follow in one step.
 * The last frame before a loss goes with it. A loss of 41 frames, 2 ms, goes unseen: the stamp is back where it was.
 */
export function ps3Decoder(sensors: readonly Sensor[], wanted: readonly number[]): Ps3Decoder {
  const columns = wanted.map((sensor) => ({ offset: 2 + 2 * sensor, values: valuesOf(sensors[sensor]) }));
  let held: Uint8Array = new Uint8Array(0);
  let rejectedBytes = 0;
  let markers = 0;
  // NaN: nothing read since the last loss.
  let last = Number.NaN;
  let ticks = 0;
  const take = (all: Uint8Array, from: number, count: number, rows: Rows) => {
    for (let i = 0, at = from; i < count; i++, at += FRAME_BYTES) {
      const stamp = levelAt(all, at);
      if (Number.isNaN(last)) {
        rows.breaks.push(rows.length + i);
        ticks = 0;
      } else ticks += (stamp - last) & WRAP;
      last = stamp;
      rows.ticks[rows.length + i] = ticks;
      if (!isMarked(all, at)) continue;
      markers++;
      rows.markers.push(rows.length + i);
    }
    for (const [index, { offset, values }] of columns.entries()) {
      const column = rows.columns[index];
      if (column !== undefined) fill(column.subarray(rows.length, rows.length + count), all, from + offset, values);
    }
    rows.length += count;
  };
  return {
    push(bytes, rows) {
      const all = joined(held, bytes);
      reserve(rows, Math.ceil(all.length / FRAME_BYTES));
      let at = 0;
      while (at + FRAME_BYTES + 2 <= all.length) {
        const count = countFrames(all, at);
        if (count === 0) {
          last = Number.NaN;
          rejectedBytes++;
          at++;
        } else {
          take(all, at, count, rows);
          at += count * FRAME_BYTES;
        }
      }
      held = all.slice(at);
    },
    end() {
      rejectedBytes += held.length;
      held = new Uint8Array(0);
    },
    get rejectedBytes() {
      return rejectedBytes;
    },
    get markers() {
      return markers;
    },
  };
}

/** The value at every level, in amperes or volts. */
function valuesOf(sensor: Sensor | undefined): Float64Array {
  const { vref, sensitivity } = sensor ?? { vref: Number.NaN, sensitivity: 1 };
  const values = new Float64Array(LARGEST_LEVEL + 1);
  for (let level = 0; level <= LARGEST_LEVEL; level++)
    values[level] = ((FULL_SCALE_V * level) / LARGEST_LEVEL - vref) / sensitivity;
  return values;
}

function fill(column: Float64Array, all: Uint8Array, first: number, values: Float64Array): void {
  for (let i = 0, at = first; i < column.length; i++, at += FRAME_BYTES)
    column[i] = values[levelAt(all, at)] ?? Number.NaN;
}

/** The ten bits of a packet: of the sensor's level, or of the stamp. */
const levelAt = (all: Uint8Array, at: number): number => (((all[at] ?? 0) & 15) << 6) | ((all[at + 1] ?? 0) & 63);

const isMarked = (all: Uint8Array, at: number): boolean => ((all[at + 3] ?? 0) & 0x40) !== 0;

/** How many frames that count follow each other from `at` on. */
function countFrames(all: Uint8Array, from: number): number {
  let at = from;
  while (at + FRAME_BYTES + 2 <= all.length && isFrame(all, at) && isNext(all, at)) at += FRAME_BYTES;
  return (at - from) / FRAME_BYTES;
}

const isStamp = (all: Uint8Array, at: number): boolean =>
  ((all[at] ?? 0) & 0xf0) === 0xf0 && ((all[at + 1] ?? 0) & 0xc0) === 0x40;

function isFrame(all: Uint8Array, at: number): boolean {
  if (!isStamp(all, at)) return false;
  for (let sensor = 0, packet = at + 2; sensor < SENSORS; sensor++, packet += 2) {
    if (((all[packet] ?? 0) & 0xf0) !== (0x80 | (sensor << 4))) return false;
    // only sensor 0 may carry a marker: sensor 7 with one is a stamp
    if (((all[packet + 1] ?? 0) & (sensor === 0 ? 0x80 : 0xc0)) !== 0) return false;
  }
  return true;
}

function isNext(all: Uint8Array, at: number): boolean {
  const step = (levelAt(all, at + FRAME_BYTES) - levelAt(all, at)) & WRAP;
  return isStamp(all, at + FRAME_BYTES) && step >= SHORTEST_STEP && step <= LONGEST_STEP;
}
