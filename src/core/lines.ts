/** Bytes in, lines out. */
export interface LineSplitter {
  push(bytes: Buffer): void;
  /** Hands out what stands after the last line end, if anything. */
  end(): void;
  /** What stands after the last line end so far. */
  readonly unfinished: string;
  /** Lines that were longer than the limit and lost their rest. */
  readonly cut: number;
}

const LF = 0x0a;
const CR = 0x0d;

/**
 * Splits bytes at LF and CR (progress lines end in CR) into non-empty lines of at most `limit` bytes, read as UTF-8.
 * What cannot be read as UTF-8 becomes U+FFFD.
 */
export function splitLines(limit: number, onLine: (line: string) => void): LineSplitter {
  let held: Buffer[] = [];
  let heldBytes = 0;
  let cut = 0;

  const hold = (bytes: Buffer) => {
    const room = limit - heldBytes;
    // Counted once a line: at the byte that is the first too many.
    if (heldBytes <= limit && bytes.length > room) cut++;
    if (room > 0) held.push(Buffer.from(bytes.subarray(0, room)));
    heldBytes = bytes.length > room ? limit + 1 : heldBytes + bytes.length;
  };
  const emit = () => {
    if (heldBytes > 0) onLine(Buffer.concat(held).toString("utf8"));
    held = [];
    heldBytes = 0;
  };
  return {
    push(bytes) {
      let start = 0;
      for (let at = 0; at < bytes.length; at++) {
        if (bytes[at] !== LF && bytes[at] !== CR) continue;
        if (at > start) hold(bytes.subarray(start, at));
        emit();
        start = at + 1;
      }
      if (start < bytes.length) hold(bytes.subarray(start));
    },
    end: emit,
    get unfinished() {
      return Buffer.concat(held).toString("utf8");
    },
    get cut() {
      return cut;
    },
  };
}
