import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LARGEST_LEVEL, ps3Decoder, type Sensor } from "./powersensor3-frames.js";
import { emptyRows } from "./protocol.js";

const FRAME = 18;
const sensor = (vref: number, sensitivity: number): Sensor => ({
  type: "",
  pairName: "",
  vref,
  sensitivity,
  inUse: true,
});
/** Levels themselves as values, but for the first pair: a Hall sensor of 0.12 V/A around 1.65 V, and a divider by 10. */
const plain = sensor(0, 3.3 / LARGEST_LEVEL);
const sensors = [sensor(1.65, 0.12), sensor(0, 0.1), ...Array.from({ length: 6 }, () => plain)];
const wanted = [1, 0, 3, 2, 5, 4, 7, 6];

/** A frame by the layout of devices.md F1. */
const frame = (micros: number, levels: readonly number[], marker = false): readonly number[] => [
  0xf0 | ((micros >> 6) & 15),
  0x40 | (micros & 63),
  ...levels.flatMap((level, id) => [0x80 | (id << 4) | (level >> 6), (id === 0 && marker ? 0x40 : 0) | (level & 63)]),
];

/** Frames whose every level is of the frame's own number, so that one made of two shows. */
const stream = (count: number, step = 50) =>
  Uint8Array.from(
    Array.from({ length: count }, (_, n) =>
      frame(
        (step * n) & 1023,
        [0, 1, 2, 3, 4, 5, 6, 7].map((id) => (n * 8 + id) & 1023),
      ),
    ).flat(),
  );

function decode(...chunks: readonly Uint8Array[]) {
  const rows = emptyRows(wanted.length, 1);
  const decoder = ps3Decoder(sensors, wanted);
  for (const chunk of chunks) decoder.push(chunk, rows);
  decoder.end?.(rows);
  const { rejectedBytes, markers } = decoder;
  const values = rows.columns.map((column) => [...column.subarray(0, rows.length)]);
  return {
    length: rows.length,
    ticks: [...rows.ticks.subarray(0, rows.length)],
    values,
    breaks: rows.breaks,
    rejectedBytes,
    markers,
  };
}

/** The levels of row `i` that are in plain columns belong to one frame. */
function isWhole({ values }: ReturnType<typeof decode>, i: number): boolean {
  const [v1, i1, v2, i2, v3, i3] = values.slice(2).map((column) => Math.round(column[i] ?? Number.NaN));
  const first = (i1 ?? Number.NaN) - 2;
  return first % 8 === 0 && [v1, i2, v2, i3, v3].every((level, k) => level === first + 3 + k);
}

const lost = (bytes: Uint8Array, from: number, count: number) =>
  decode(bytes.slice(0, from), bytes.slice(from + count));

describe("frames of a PowerSensor3", () => {
  it("give volts and amperes by the device's own vref and sensitivity", () => {
    const levels = [512, 1000, 0, 1023, 1, 2, 3, 4];
    const { values, ticks, markers } = decode(
      Uint8Array.from([...frame(1000, levels), ...frame(26, levels, true), ...frame(76, levels)]),
    );
    expect(values.map(([value]) => value)).toEqual([
      ((3.3 * 1000) / 1023 - 0) / 0.1,
      ((3.3 * 512) / 1023 - 1.65) / 0.12,
      ...[1023, 0, 2, 1, 4, 3].map((level) => expect.closeTo(level, 9)),
    ]);
    expect(ticks).toEqual([0, 50]);
    expect(markers).toBe(1);
  });

  it("of literal bytes: stamp 0x155 us, sensor 3 at 0x2AA", () => {
    const bytes = [
      0xf5, 0x55, 0x80, 0x00, 0x90, 0x00, 0xa0, 0x00, 0xba, 0x2a, 0xc0, 0x00, 0xd0, 0x00, 0xe0, 0x00, 0xf0, 0x00,
    ];
    const { values, length } = decode(Uint8Array.from([...bytes, 0xf6, 0x47]));
    expect(length).toBe(1);
    expect(values[2]?.[0]).toBeCloseTo(0x2aa, 9);
  });

  it("unwrap a stamp of ten bits, whatever the rate's small error", () => {
    expect(decode(stream(2001, 51)).ticks.at(-1)).toBe(51 * 1999);
  });

  it("are the same however the stream is cut", () => {
    const bytes = stream(100);
    const { length, breaks, rejectedBytes } = decode(bytes);
    expect([length, breaks, rejectedBytes]).toEqual([99, [0], FRAME]);
    expect(decode(...Array.from(bytes, (byte) => Uint8Array.of(byte)))).toEqual(decode(bytes));
  });

  it("begin anywhere in the stream", () => {
    const bytes = stream(20);
    for (let from = 1; from < FRAME; from++) {
      const { length, rejectedBytes } = decode(bytes.slice(from));
      expect([length, rejectedBytes]).toEqual([18, FRAME - from + FRAME]);
    }
  });

  it("lose one to a lost byte and never make one up, whichever byte it is", () => {
    const bytes = stream(60);
    for (let from = 0; from < FRAME * 59; from++) {
      const read = lost(bytes, from, 1);
      expect(Array.from({ length: read.length }, (_, i) => i).filter((i) => !isWhole(read, i))).toEqual([]);
      expect(read.length).toBeGreaterThanOrEqual(57);
      expect(read.length * FRAME + read.rejectedBytes).toBe(bytes.length - 1);
      if (from > 2 * FRAME && from < FRAME * 57) expect(read.breaks.length).toBe(2);
    }
  });

  it("are never sewn together, however many bytes are lost, whole frames' worth included", () => {
    const bytes = stream(100);
    for (let from = FRAME * 5; from < FRAME * 7; from++)
      for (let count = 1; count <= 40 * FRAME; count += count < 80 || count % FRAME === 0 ? 1 : FRAME - 1) {
        const read = lost(bytes, from, count);
        const wrong = Array.from({ length: read.length }, (_, i) => i).filter((i) => !isWhole(read, i));
        if (wrong.length > 0 || read.length < 100 - 45)
          expect({ from, count, wrong, rows: read.length }).toBeUndefined();
      }
  });

  it("account for every byte, whatever bytes come and however they are cut", () => {
    const piece = fc.oneof(
      fc.uint8Array({ maxLength: 60 }),
      fc.nat(30).map((n) => stream(n)),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), fc.nat(100), (pieces, size) => {
        const all = Uint8Array.from(pieces.flatMap((each) => [...each]));
        const read = decode(all);
        expect(read.length * FRAME + read.rejectedBytes).toBe(all.length);
        const cut = Array.from({ length: Math.ceil(all.length / (size + 1)) }, (_, i) =>
          all.slice(i * (size + 1), (i + 1) * (size + 1)),
        );
        expect(decode(...cut)).toEqual(read);
      }),
    );
  });
});
