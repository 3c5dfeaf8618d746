import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { WallOffset } from "./wall-offset.js";

/** Both clocks at `mono`, the wall clock `ahead` by so many ns and cut to whole milliseconds. */
const pairAt = (mono: bigint, ahead: bigint) => ({ mono, wallMs: Number((mono + ahead) / 1_000_000n) });
const AHEAD = 1_795_840_267_352_693_128n;

describe("the wall clock's offset", () => {
  it("stays where it is, however the milliseconds fall: samples 0.15 ms apart keep their order", () => {
    fc.assert(
      fc.property(fc.array(fc.bigInt({ min: 1n, max: 10n ** 15n }), { minLength: 30 }), (instants) => {
        const offset = new WallOffset();
        const all = instants.toSorted((a, b) => (a < b ? -1 : 1)).map((mono) => offset.next(pairAt(mono, AHEAD)));
        for (const [index, one] of all.entries()) {
          expect(one + AHEAD).toBeGreaterThanOrEqual(0n);
          expect(one + AHEAD).toBeLessThan(1_000_000n);
          expect(one).toBeLessThanOrEqual(all[index - 1] ?? one);
        }
      }),
    );
  });

  it("is exact to a nanosecond, however large the wall clock's reading is", () => {
    const mono = 10n ** 15n - 1n - ((10n ** 15n - 1n + AHEAD) % 1_000_000n);
    expect(new WallOffset().next(pairAt(mono, AHEAD))).toBe(-AHEAD);
  });

  it("follows a wall clock that is set, at once and either way", () => {
    const offset = new WallOffset();
    offset.next(pairAt(10n ** 9n, AHEAD));
    for (const step of [3_600_000_000_000n, -7_200_000_000_000n]) {
      const now = offset.next(pairAt(2n * 10n ** 9n, AHEAD + step));
      expect(Math.abs(Number(now + AHEAD + step))).toBeLessThanOrEqual(1_000_000);
    }
  });
});
