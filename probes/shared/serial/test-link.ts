import type { Link } from "./protocol.js";

/** A meter for tests: what it sends for every write, and what it has sent before. */
export interface TestMeter {
  /** Taken before the first write. */
  readonly said?: Uint8Array;
  answer(written: Uint8Array): Uint8Array | undefined;
  /** Bytes at a time; all there is when absent. */
  readonly piece?: number;
}

/** A port with that meter on it; it is silent as soon as it has sent its answer. */
export function testLink({ said = new Uint8Array(0), answer, piece = Number.POSITIVE_INFINITY }: TestMeter): Link & {
  readonly written: readonly string[];
} {
  let waiting = [...said];
  const written: string[] = [];
  return {
    written,
    write: async (bytes) => {
      written.push(String.fromCharCode(...bytes));
      waiting.push(...(answer(bytes) ?? []));
    },
    read: async () => {
      if (waiting.length === 0) return undefined;
      const next = Uint8Array.from(waiting.slice(0, piece));
      waiting = waiting.slice(next.length);
      return next;
    },
  };
}
