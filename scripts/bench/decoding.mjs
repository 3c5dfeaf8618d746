// How fast the binary streams of serial meters become columns, from a buffer. A set is one reading of every sensor.
import { median, modules, row } from "./lib.mjs";

const LEAST_SETS_PER_S = 5e6;
const SETS = 2_000_000;
const SET_BYTES = 18;
/** As much as a port or a file gives at a time. */
const PIECE_BYTES = 65_536;

/** The rows of the bench: sets a second of each stream, the median of `rounds`. */
export async function decoding({ rounds = 7 } = {}) {
  const names = ["powersensor3-frames", "elmorlabs-pmd-rows", "protocol"];
  const { ps3Decoder, pmdDecoder, emptyRows } = await modules(names.map((name) => `probes/shared/serial/${name}.ts`));
  const sensors = Array.from({ length: 8 }, () => ({
    type: "",
    pairName: "",
    vref: 1.65,
    sensitivity: 0.12,
    inUse: true,
  }));
  const pairs = [1, 0, 3, 2, 5, 4, 7, 6];
  return [
    rate("decoding: PowerSensor3", ps3Stream(), () => ps3Decoder(sensors, pairs), { emptyRows, rounds }),
    rate("decoding: ElmorLabs PMD", pmdStream(), pmdDecoder, { emptyRows, rounds }),
  ];
}

function rate(name, bytes, newDecoder, { emptyRows, rounds }) {
  const rates = Array.from({ length: rounds }, () => {
    const decoder = newDecoder();
    const rows = emptyRows(8, 16_384);
    let sets = 0;
    const from = process.hrtime.bigint();
    for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
      decoder.push(bytes.subarray(at, at + PIECE_BYTES), rows);
      sets += rows.length;
      rows.length = 0;
      rows.breaks.length = 0;
    }
    const seconds = Number(process.hrtime.bigint() - from) / 1e9;
    if (sets < SETS - 10) throw new Error(`${name}: ${sets} of ${SETS} sets`);
    return sets / seconds;
  });
  const ours = median(rates);
  const unit = "sets/s (reference: the target; ratio: reference / ours)";
  return row(name, { ours, reference: LEAST_SETS_PER_S, unit, ratio: LEAST_SETS_PER_S / ours, limit: 1 });
}

function ps3Stream() {
  const bytes = new Uint8Array(SETS * SET_BYTES);
  for (let set = 0, at = 0; set < SETS; set++) {
    const stamp = (50 * set) & 1023;
    bytes[at++] = 0xf0 | (stamp >> 6);
    bytes[at++] = 0x40 | (stamp & 63);
    for (let sensor = 0; sensor < 8; sensor++) {
      const level = (512 + 7 * sensor + (set % 97)) & 1023;
      bytes[at++] = 0x80 | (sensor << 4) | (level >> 6);
      bytes[at++] = level & 63;
    }
  }
  return bytes;
}

function pmdStream() {
  const bytes = new Uint8Array(SETS * SET_BYTES);
  const view = new DataView(bytes.buffer);
  for (let set = 0; set < SETS; set++) {
    view.setUint16(set * SET_BYTES, (610 * set) & 0xffff, true);
    for (let word = 1; word < 9; word++)
      view.setUint16(set * SET_BYTES + 2 * word, (word % 2 === 1 ? 1585 : 100 + (set % 97)) << 4, true);
  }
  return bytes;
}
