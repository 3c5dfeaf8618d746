import { existsSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PMD_COLUMNS, PMD_TICKS_PER_SECOND, pmdDecoder } from "./elmorlabs-pmd-rows.js";
import { emptyRows } from "./protocol.js";

const data = new URL("../../../../shared/data/gpu-pmd-vs-nvidia-smi/", import.meta.url);
const recorded = existsSync(data);
if (!recorded) console.warn("elmorlabs-pmd: skipped: no recorded data");

const decode = (...chunks: readonly Uint8Array[]) => {
  const rows = emptyRows(PMD_COLUMNS, 1);
  const decoder = pmdDecoder();
  for (const chunk of chunks) decoder.push(chunk, rows);
  decoder.end?.(rows);
  return { rows, rejected: decoder.rejectedBytes };
};

/** Rows of 12 V and, in counts, the row's own number as current. */
function stream(count: number): Uint8Array {
  const words = new DataView(new ArrayBuffer(18 * count));
  for (let row = 0; row < count; row++) {
    words.setUint16(18 * row, (600 * row) & 0xffff, true);
    for (let rail = 0; rail < 4; rail++) {
      words.setUint16(18 * row + 2 + 4 * rail, 1585 << 4, true);
      words.setUint16(18 * row + 4 + 4 * rail, (row + 1) << 4, true);
    }
  }
  return new Uint8Array(words.buffer);
}

const wrong = (rows: ReturnType<typeof decode>["rows"], i: number): boolean => {
  const cell = (k: number) => rows.columns[k]?.[i] ?? Number.NaN;
  const counts = cell(1) / 0.0488;
  const whole = Math.abs(counts - Math.round(counts)) < 1e-9;
  const alike = [3, 5, 7].every((k) => cell(k) === cell(1));
  return !(whole && alike && [0, 2, 4, 6].every((k) => Math.abs(cell(k) - 1585 * 0.007568) < 1e-9));
};

function checkLoss(bytes: Uint8Array, from: number, lost: number): void {
  const { rows } = decode(bytes.slice(0, from), bytes.slice(from + lost));
  const madeUp = Array.from({ length: rows.length }, (_, i) => i).filter((i) => wrong(rows, i));
  if (madeUp.length > 0 || rows.length <= 60) expect({ from, lost, madeUp, rows: rows.length }).toBeUndefined();
}

describe("rows of a PMD-USB", () => {
  it("gives the same rows however the stream is cut", () => {
    const bytes = stream(200);
    const whole = decode(bytes).rows;
    expect(whole.length).toBe(198);
    expect(whole.ticks[197]).toBe(600 * 197);
    const single = decode(...Array.from(bytes, (byte) => Uint8Array.of(byte))).rows;
    expect(single.columns.map((c) => c.slice(0, 198))).toEqual(whole.columns.map((c) => c.slice(0, 198)));
  });

  it("loses rows to a lost byte, says so, and makes none up, wherever it is", () => {
    const bytes = stream(80);
    for (let from = 0; from < 18 * 80; from += from < 720 || from >= 1260 ? 1 : 18)
      for (let lost = 1; lost <= 60; lost++) checkLoss(bytes, from, lost);
  });

  it("accounts for every byte there is, whatever it is", () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 200 })), (chunks) => {
        const { rows, rejected } = decode(...chunks);
        expect(18 * rows.length + rejected).toBe(chunks.reduce((sum, { length }) => sum + length, 0));
      }),
    );
  });

  // Rates and peaks of the data's README, whose authors take readings below zero as zero.
  it.skipIf(!recorded).each([
    ["5050_3090", 47940, 4778.16437, 666, 470.75687],
    ["Transient_Response_A100_TR", 67051, 4783.49137, 587, 206.09185],
    ["Transient_Response_K40m_TR", 67015, 4779.80348, 629, 107.28884],
  ])("reads %s as its authors did", (name, samples, rate, negative, most) => {
    const { rows, rejected } = decode(readFileSync(new URL(`${name}/PMD_data.bin`, data)));
    expect([rows.length, rejected, rows.breaks]).toEqual([samples - 2, 36, [0]]);
    const seconds = (rows.ticks[rows.length - 1] ?? Number.NaN) / PMD_TICKS_PER_SECOND;
    expect((rows.length - 1) / seconds / rate).toBeCloseTo(1, 4);
    const columns = rows.columns.map((column) => column.subarray(0, rows.length));
    const below = columns.reduce((sum, column) => sum + column.filter((value) => value < 0).length, 0);
    expect(Math.abs(below - negative)).toBeLessThanOrEqual(8);
    const value = (k: number, i: number) => Math.max(0, columns[k]?.[i] ?? Number.NaN);
    const power = Array.from({ length: rows.length }, (_, i) =>
      [0, 2, 4, 6].reduce((sum, k) => sum + value(k, i) * value(k + 1, i), 0),
    );
    expect(Math.max(...power) / most).toBeCloseTo(1, 6);
  });
});
