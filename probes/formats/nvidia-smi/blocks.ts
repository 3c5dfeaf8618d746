import { readBytes } from "../lines.js";

const BLOCK_BYTES = 1 << 20;
/** Longer lines are passed over. */
const LONGEST_LINE_BYTES = 65_536;
const [LF, CR] = [0x0a, 0x0d];

/** Bytes, and where in them the lines that are not empty begin and end: from, to, from, to, ... */
export interface Block {
  readonly bytes: Buffer;
  readonly lines: readonly number[];
  /** Lines that are too long, or the file's last without a line end: they may be cut. */
  readonly cut: number;
}

/**
 * The whole lines of a file in large blocks, without an object for a line. Throws UNAVAILABLE or PERMISSION when the file
 * cannot be read.
 */
export async function* readBlocks(path: string): AsyncIterable<Block> {
  let rest = Buffer.alloc(0);
  // the rest of a line that is too long is passed over
  let skipping = false;
  for await (const piece of readBytes(path, BLOCK_BYTES)) {
    let bytes: Buffer = piece;
    if (skipping) {
      const end = bytes.indexOf(LF);
      if (end < 0) continue;
      bytes = bytes.subarray(end + 1);
      skipping = false;
    }
    const block = blockOf(rest.length === 0 ? bytes : Buffer.concat([rest, bytes]));
    rest = Buffer.from(block.rest);
    skipping = rest.length > LONGEST_LINE_BYTES;
    if (skipping) rest = Buffer.alloc(0);
    yield { bytes: block.bytes, lines: block.lines, cut: block.cut + (skipping ? 1 : 0) };
  }
  if (rest.length > 0) yield { bytes: rest, lines: [], cut: 1 };
}

function blockOf(bytes: Buffer): Block & { readonly rest: Buffer } {
  const lines: number[] = [];
  let cut = 0;
  let from = 0;
  for (let end = bytes.indexOf(LF); end >= 0; end = bytes.indexOf(LF, from)) {
    const to = bytes[end - 1] === CR && end > from ? end - 1 : end;
    if (to - from > LONGEST_LINE_BYTES) cut++;
    else if (to > from) lines.push(from, to);
    from = end + 1;
  }
  return { bytes, lines, cut, rest: bytes.subarray(from) };
}
