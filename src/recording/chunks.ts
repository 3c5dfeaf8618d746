import {
  CHUNK_HEADER_BYTES,
  type ChunkContents,
  type ChunkHeader,
  chunkMagic,
  decodeChunk,
  readChunkHeader,
} from "../core/chunk.js";
import type { FileWindow } from "./file-window.js";

/** A stretch of a samples file: a whole chunk; bytes that are none; or one that was cut off at the end of the file. */
export type Piece =
  | { readonly kind: "chunk"; readonly from: number; readonly to: number; readonly contents: ChunkContents }
  | { readonly kind: "damaged" | "cut"; readonly from: number; readonly to: number };

const SEARCH_BYTES = 2 ** 20;

/**
 * The file from an offset to its end, every byte in one piece. Contents are valid until the next piece is asked for.
 * After damage the next header with a valid checksum is looked for, so that nothing behind it is lost.
 */
export function* readChunks(file: FileWindow, columns: number, offset = 0): Generator<Piece> {
  let from = offset;
  while (from < file.size) {
    const header = readChunkHeader(file.bytes(from, CHUNK_HEADER_BYTES));
    const contents = header?.columns === columns ? contentsAt(file, from, header) : undefined;
    const to = contents !== undefined && header !== undefined ? from + header.bytes : nextHeader(file, from + 1);
    if (contents !== undefined) yield { kind: "chunk", from, to, contents };
    else yield { kind: to === file.size && isCut(file, from, header) ? "cut" : "damaged", from, to };
    from = to;
  }
}

/** The latest instant of the file by its headers alone, undefined when it has no whole chunk. */
export function lastInstant(file: FileWindow): bigint | undefined {
  let last: bigint | undefined;
  for (let from = 0; from < file.size; ) {
    const header = readChunkHeader(file.bytes(from, CHUNK_HEADER_BYTES));
    const whole = header !== undefined && from + header.bytes <= file.size;
    if (whole && (last === undefined || header.last > last)) last = header.last;
    from = whole ? from + header.bytes : nextHeader(file, from + 1);
  }
  return last;
}

function contentsAt(file: FileWindow, from: number, header: ChunkHeader): ChunkContents | undefined {
  if (from + header.bytes > file.size) return undefined;
  return decodeChunk(file.bytes(from, header.bytes), header);
}

const isCut = (file: FileWindow, from: number, header: ChunkHeader | undefined): boolean =>
  file.size - from < (header?.bytes ?? CHUNK_HEADER_BYTES);

/** The offset of the next valid header, or the end of the file. */
function nextHeader(file: FileWindow, from: number): number {
  let offset = from;
  while (offset + CHUNK_HEADER_BYTES <= file.size) {
    const bytes = file.bytes(offset, SEARCH_BYTES);
    if (bytes.length < CHUNK_HEADER_BYTES) return file.size;
    const found = headerIn(bytes);
    if (found !== undefined) return offset + found;
    // A header that this piece holds only the beginning of is found whole in the next.
    offset += bytes.length - CHUNK_HEADER_BYTES + 1;
  }
  return file.size;
}

function headerIn(bytes: Uint8Array): number | undefined {
  const searched = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  let found = searched.indexOf(chunkMagic);
  while (found !== -1) {
    if (readChunkHeader(bytes.subarray(found, found + CHUNK_HEADER_BYTES)) !== undefined) return found;
    found = searched.indexOf(chunkMagic, found + 1);
  }
  return undefined;
}
