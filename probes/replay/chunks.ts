import { readSync } from "node:fs";
import {
  CHUNK_HEADER_BYTES,
  type ChunkContents,
  type ChunkHeader,
  decodeChunk,
  readChunkHeader,
} from "../../src/core/chunk.js";
import type { Nanoseconds } from "../../src/core/units.js";

/** Where a chunk lies in its file. */
export interface ChunkPlace {
  readonly offset: number;
  readonly header: ChunkHeader;
}

/** Every chunk of a samples file whose header is whole, in order; `whole` is false when bytes that are none follow. */
export interface ChunkIndex {
  readonly places: readonly ChunkPlace[];
  readonly whole: boolean;
}

/** Reads the headers alone: what a long recording holds is known without reading it. */
export function indexChunks(descriptor: number, columns: number): ChunkIndex {
  const places: ChunkPlace[] = [];
  const bytes = new Uint8Array(CHUNK_HEADER_BYTES);
  let last: Nanoseconds | undefined;
  for (let offset = 0; ; ) {
    const length = readSync(descriptor, bytes, 0, CHUNK_HEADER_BYTES, offset);
    if (length === 0) return { places, whole: true };
    const header = length < CHUNK_HEADER_BYTES ? undefined : readChunkHeader(bytes);
    if (header === undefined || header.columns !== columns) return { places, whole: false };
    // instants that go backwards are those of a damaged or restarted recording: what follows cannot be placed
    if (last !== undefined && header.first < last) return { places, whole: false };
    places.push({ offset, header });
    last = header.last;
    offset += header.bytes;
  }
}

/** The contents of one chunk, or undefined when it is damaged or cut. */
export function readChunk(descriptor: number, { offset, header }: ChunkPlace): ChunkContents | undefined {
  const bytes = new Uint8Array(header.bytes);
  const length = readSync(descriptor, bytes, 0, header.bytes, offset);
  return length < header.bytes ? undefined : decodeChunk(bytes, header);
}
