import { expect, it } from "vitest";
import { TimedLink } from "./round-trip.js";

/** A link on which each read takes so long, and brings a byte unless it is said to bring none. */
function link(...reads: readonly (readonly [ms: number, brings: boolean])[]) {
  let now = 0n;
  const left = [...reads];
  const clock = { now: () => now, wall: () => 0, until: () => Promise.resolve() };
  const raw = {
    write: () => Promise.resolve(),
    async read() {
      const [ms, brings] = left.shift() ?? [0, false];
      now += BigInt(ms * 1e6);
      return brings ? new Uint8Array(1) : undefined;
    },
  };
  return new TimedLink(raw, clock);
}

const ask = async (timed: TimedLink) => {
  await timed.write(new Uint8Array(1));
  await timed.read(1);
};

it("is the shortest of questions put to a silent meter", async () => {
  const timed = link([200, false], [7, true], [200, false], [3, true]);
  await timed.read(1);
  await ask(timed);
  await timed.read(1);
  await ask(timed);
  expect(timed.roundTrip).toBeCloseTo(0.003, 9);
});

it("is none of what came unasked, or in the middle of a stream", async () => {
  const streaming = link([1, true], [1, true]);
  await streaming.read(1);
  await ask(streaming);
  expect(streaming.roundTrip).toBeUndefined();
  const unasked = link([200, false], [1, true]);
  await unasked.read(1);
  await unasked.read(1);
  expect(unasked.roundTrip).toBeUndefined();
});

it("is none of a question that was not answered in time", async () => {
  const timed = link([200, false], [1000, false], [1, true]);
  await timed.read(1);
  await ask(timed);
  await timed.read(1);
  expect(timed.roundTrip).toBeUndefined();
});
