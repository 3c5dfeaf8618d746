import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CHUNK_HEADER_BYTES, chunkBytes, decodeChunk, encodeChunk, readChunkHeader, relativeNanos } from "./chunk.js";

const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
const near53 = fc.bigInt({ min: 2n ** 53n - 3n, max: 2n ** 53n + 1000n });
const instants = fc.array(fc.oneof(int64, near53), { minLength: 1, maxLength: 40 });
const contents = fc.tuple(instants, fc.nat(5)).chain(([at, columns]) =>
  fc
    .array(fc.array(fc.double(), { minLength: at.length, maxLength: at.length }), {
      minLength: columns,
      maxLength: columns,
    })
    .map((values) => ({ at: BigInt64Array.from(at), columns: values.map((column) => Float64Array.from(column)) })),
);

/** A copy that begins at an address a view may begin at. */
const aligned = (bytes: Uint8Array) => new Uint8Array(bytes);

describe("a chunk", () => {
  it("gives back every instant and value, also NaN, infinities and the ends of int64", () => {
    fc.assert(
      fc.property(contents, (original) => {
        const decoded = decodeChunk(encodeChunk(original));
        expect(decoded).toEqual(original);
      }),
    );
  });

  it("is the same when written into reused memory", () => {
    const memory = new Uint8Array(1 << 16).fill(0xa5);
    fc.assert(
      fc.property(contents, (original) => {
        expect(decodeChunk(encodeChunk(original, memory))).toEqual(original);
      }),
    );
  });

  it("says how many bytes it has and when it begins and ends", () => {
    const chunk = encodeChunk({ at: BigInt64Array.of(5n, 9n), columns: [Float64Array.of(1, 2)] });
    expect(chunk.length).toBe(chunkBytes(2, 1));
    expect(readChunkHeader(chunk)).toMatchObject({ ticks: 2, columns: 1, first: 5n, last: 9n, bytes: chunk.length });
  });

  it("is refused when any one bit is flipped", () => {
    const chunk = encodeChunk({ at: BigInt64Array.of(5n, 9n), columns: [Float64Array.of(1, 2)] });
    for (let bit = 0; bit < chunk.length * 8; bit++) {
      const damaged = aligned(chunk);
      damaged[bit >> 3] = (damaged[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(decodeChunk(damaged), `bit ${bit}`).toBeUndefined();
    }
  });

  it("is refused when cut at any byte", () => {
    const chunk = encodeChunk({ at: BigInt64Array.of(5n, 9n), columns: [Float64Array.of(1, 2)] });
    for (let length = 0; length < chunk.length; length++) {
      expect(decodeChunk(aligned(chunk.subarray(0, length)))).toBeUndefined();
    }
  });

  it("never takes random bytes for a header", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: CHUNK_HEADER_BYTES, maxLength: 200 }), (bytes) => {
        expect(readChunkHeader(bytes)).toBeUndefined();
      }),
    );
  });

  it("refuses to be made of nothing or of columns of another length", () => {
    expect(() => encodeChunk({ at: new BigInt64Array(0), columns: [] })).toThrow(RangeError);
    expect(() => encodeChunk({ at: BigInt64Array.of(1n), columns: [new Float64Array(2)] })).toThrow(RangeError);
  });
});

describe("relativeNanos", () => {
  it("is the exact difference, rounded once", () => {
    fc.assert(
      fc.property(instants, int64, (at, start) => {
        const out = new Float64Array(at.length);
        relativeNanos(BigInt64Array.from(at), start, out);
        expect(Array.from(out, (value) => value + 0)).toEqual(at.map((instant) => Number(instant - start)));
      }),
    );
  });

  it("tells times that go backwards", () => {
    const out = new Float64Array(3);
    expect(relativeNanos(BigInt64Array.of(1n, 2n, 2n), 0n, out)).toBe(true);
    expect(relativeNanos(BigInt64Array.of(1n, 3n, 2n), 0n, out)).toBe(false);
  });
});
