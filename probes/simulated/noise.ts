/** A well-mixed 32-bit word of two others (multiply-xorshift; the constants are those of MurmurHash3's finalizer). */
function mix(a: number, b: number): number {
  let word = (a ^ Math.imul(b, 0x9e3779b1)) >>> 0;
  word = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
  word = Math.imul(word ^ (word >>> 13), 0xc2b2ae35);
  return (word ^ (word >>> 16)) >>> 0;
}

/**
 * A standard normal deviate that depends on the seed, the stream and the tick alone, so that noise is the same however
 * the ticks are cut into batches (Box-Muller).
 */
export function normalAt({ seed, stream, tick }: { seed: number; stream: number; tick: number }): number {
  const first = mix(mix(seed, stream * 2), tick);
  const second = mix(mix(seed, stream * 2 + 1), tick);
  const radius = Math.sqrt(-2 * Math.log((first + 1) / 2 ** 32));
  return radius * Math.cos((2 * Math.PI * second) / 2 ** 32);
}
