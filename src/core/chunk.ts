import { crc32 } from "node:zlib";

/**
 * The samples file of a probe is a row of chunks; each stands alone and is checked alone, so that damage costs one chunk.
 * All numbers are little-endian, which is also the order of the typed arrays of every host Node runs this on.
 *
 *      0  8 bytes  magic
 *      8  uint32   version, 1
 *     12  uint32   columns c
 *     16  uint32   ticks n
 *     20  uint32   payload bytes, 8 n (1 + c)
 *     24  int64    first instant, nanoseconds of CLOCK_MONOTONIC
 *     32  int64    last instant
 *     40  uint32   CRC-32 of the payload
 *     44  uint32   CRC-32 of bytes 0 to 43
 *     48  int64[n] instants, then c times float64[n], column by column
 *
 * The header has a checksum of its own: its length can then be trusted before anything is allocated, and instants of
 * samples never pass for a header when a reader looks for the next chunk.
 */
export interface ChunkHeader {
  readonly columns: number;
  readonly ticks: number;
  /** Header and payload, in bytes. */
  readonly bytes: number;
  readonly first: bigint;
  readonly last: bigint;
  readonly payloadCrc: number;
}

/** A chunk's contents as views of the bytes it was decoded from. */
export interface ChunkContents {
  readonly at: BigInt64Array;
  readonly columns: readonly Float64Array[];
}

/** Eight bytes no text begins with: a high byte, `JMchunk`. */
export const chunkMagic: Uint8Array = Uint8Array.of(0x89, 0x4a, 0x4d, 0x63, 0x68, 0x75, 0x6e, 0x6b);

/** Where the payload begins; a multiple of 8, so that the columns can be read in place as typed arrays. */
export const CHUNK_HEADER_BYTES = 48;
/** No writer makes a larger payload and no reader allocates for one. */
export const MAX_CHUNK_PAYLOAD_BYTES = 64 * 2 ** 20;

const VERSION = 1;
const HEADER_CRC_AT = 44;
const VALUE_BYTES = 8;

/** The whole chunk's size in bytes. */
export const chunkBytes = (ticks: number, columns: number): number =>
  CHUNK_HEADER_BYTES + VALUE_BYTES * ticks * (1 + columns);

const bytesOf = (array: BigInt64Array | Float64Array): Uint8Array =>
  new Uint8Array(array.buffer, array.byteOffset, array.byteLength);

/**
 * One chunk of at least one tick. Written into `into` where it is large enough, else into new memory;
 * the result is a view of exactly the chunk. Throws RangeError for columns that are not as long as `at`, or no ticks.
 */
export function encodeChunk({ at, columns }: ChunkContents, into?: Uint8Array): Uint8Array {
  const size = chunkBytes(at.length, columns.length);
  const first = at[0];
  const last = at[at.length - 1];
  if (first === undefined || last === undefined) throw new RangeError("a chunk has at least one tick");
  if (size - CHUNK_HEADER_BYTES > MAX_CHUNK_PAYLOAD_BYTES)
    throw new RangeError(`a chunk of ${size} bytes is too large`);
  const chunk = into !== undefined && into.length >= size ? into.subarray(0, size) : new Uint8Array(size);
  writePayload(chunk, at, columns);

  const header = new DataView(chunk.buffer, chunk.byteOffset, CHUNK_HEADER_BYTES);
  chunk.set(chunkMagic);
  header.setUint32(8, VERSION, true);
  header.setUint32(12, columns.length, true);
  header.setUint32(16, at.length, true);
  header.setUint32(20, size - CHUNK_HEADER_BYTES, true);
  header.setBigInt64(24, first, true);
  header.setBigInt64(32, last, true);
  header.setUint32(40, crc32(chunk.subarray(CHUNK_HEADER_BYTES)), true);
  header.setUint32(HEADER_CRC_AT, crc32(chunk.subarray(0, HEADER_CRC_AT)), true);
  return chunk;
}

function writePayload(chunk: Uint8Array, at: BigInt64Array, columns: readonly Float64Array[]): void {
  chunk.set(bytesOf(at), CHUNK_HEADER_BYTES);
  let offset = CHUNK_HEADER_BYTES + at.byteLength;
  for (const column of columns) {
    if (column.length !== at.length)
      throw new RangeError(`a column of ${column.length} values at ${at.length} instants`);
    chunk.set(bytesOf(column), offset);
    offset += column.byteLength;
  }
}

/** The header at the beginning of `bytes`, or undefined when there is none that can be trusted. */
export function readChunkHeader(bytes: Uint8Array): ChunkHeader | undefined {
  if (bytes.length < CHUNK_HEADER_BYTES) return undefined;
  for (const [index, byte] of chunkMagic.entries()) if (bytes[index] !== byte) return undefined;
  const header = new DataView(bytes.buffer, bytes.byteOffset, CHUNK_HEADER_BYTES);
  if (header.getUint32(HEADER_CRC_AT, true) !== crc32(bytes.subarray(0, HEADER_CRC_AT))) return undefined;
  const columns = header.getUint32(12, true);
  const ticks = header.getUint32(16, true);
  const payload = header.getUint32(20, true);
  const consistent = payload === VALUE_BYTES * ticks * (1 + columns);
  const bounded = ticks > 0 && payload <= MAX_CHUNK_PAYLOAD_BYTES;
  if (header.getUint32(8, true) !== VERSION || !consistent || !bounded) return undefined;
  return {
    columns,
    ticks,
    bytes: CHUNK_HEADER_BYTES + payload,
    first: header.getBigInt64(24, true),
    last: header.getBigInt64(32, true),
    payloadCrc: header.getUint32(40, true),
  };
}

/**
 * The contents of the chunk at the beginning of `bytes`, or undefined when its checksum is wrong or bytes are missing.
 * `bytes` must begin at a multiple of 8 in its buffer, because the contents are views of it.
 */
export function decodeChunk(bytes: Uint8Array, header = readChunkHeader(bytes)): ChunkContents | undefined {
  if (header === undefined || bytes.length < header.bytes) return undefined;
  if (crc32(bytes.subarray(CHUNK_HEADER_BYTES, header.bytes)) !== header.payloadCrc) return undefined;
  const { ticks } = header;
  const payload = bytes.byteOffset + CHUNK_HEADER_BYTES;
  const column = (index: number) => new Float64Array(bytes.buffer, payload + VALUE_BYTES * ticks * (1 + index), ticks);
  return {
    at: new BigInt64Array(bytes.buffer, payload, ticks),
    columns: Array.from({ length: header.columns }, (_, index) => column(index)),
  };
}

/**
 * Instants as float64 nanoseconds after `start`, into `out`; true when they never decrease.
 * The halves of each int64 are subtracted apart: both differences are exact in float64, so their sum is the exact
 * difference rounded once, at a third of the cost of BigInt arithmetic.
 */
export function relativeNanos(at: BigInt64Array, start: bigint, out: Float64Array): boolean {
  const low = new Uint32Array(at.buffer, at.byteOffset, 2 * at.length);
  const high = new Int32Array(at.buffer, at.byteOffset, 2 * at.length);
  const startLow = Number(BigInt.asUintN(32, start));
  const startHigh = Number(BigInt.asIntN(32, start >> 32n));
  let ordered = true;
  let previous = Number.NEGATIVE_INFINITY;
  for (let tick = 0; tick < at.length; tick++) {
    const highPart = (high[2 * tick + 1] ?? 0) - startHigh;
    const value = highPart * 4294967296 + ((low[2 * tick] ?? 0) - startLow);
    if (value < previous) ordered = false;
    previous = value;
    out[tick] = value;
  }
  return ordered;
}
