import { PassThrough, Writable } from "node:stream";
import { expect, it } from "vitest";
import type { Clock } from "../core/clock.js";
import { pump } from "./tap.js";

/** Time that passes only while someone waits. */
function manualClock(): Clock {
  let now = 0n;
  return {
    now: () => now,
    wall: () => 0,
    until: async (at) => {
      now = at;
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

function sink(options: { readonly highWaterMark?: number; readonly write?: Writable["_write"] } = {}) {
  const chunks: Buffer[] = [];
  const writable = new Writable({
    highWaterMark: options.highWaterMark ?? 16_384,
    write:
      options.write ??
      ((chunk: Buffer, _encoding, done) => {
        chunks.push(chunk);
        done();
      }),
  });
  return { writable, bytes: () => Buffer.concat(chunks) };
}

it("passes every byte on as it is, and shows each once", async () => {
  const bytes = Buffer.from(Array.from({ length: 100_000 }, (_, index) => (index * 31) % 256));
  const from = new PassThrough();
  const to = sink();
  const seen: Buffer[] = [];
  const one = pump({ from, to: to.writable, clock: manualClock(), onBytes: (chunk) => seen.push(chunk) });
  from.end(bytes);
  expect(await one.finish()).toEqual({ closed: true });
  expect(to.bytes().equals(bytes)).toBe(true);
  expect(Buffer.concat(seen).equals(bytes)).toBe(true);
});

it("waits for a slow reader instead of piling up", async () => {
  const from = new PassThrough({ highWaterMark: 10 });
  let release: (() => void) | undefined;
  const to = sink({
    highWaterMark: 1,
    write: (_chunk, _encoding, done) => {
      release = () => done();
    },
  });
  let seen = 0;
  const one = pump({
    from,
    to: to.writable,
    clock: manualClock(),
    onBytes: (chunk) => {
      seen += chunk.length;
    },
  });
  for (let chunk = 0; chunk < 5; chunk++) from.write("abc");
  await new Promise((resolve) => setImmediate(resolve));
  expect(from.isPaused()).toBe(true);
  expect(seen).toBe(3);
  from.end();
  const finished = one.finish();
  while (!from.closed || seen < 15) {
    release?.();
    await new Promise((resolve) => setImmediate(resolve));
  }
  const letGo = setInterval(() => release?.(), 1);
  expect(await finished).toEqual({ closed: true });
  clearInterval(letGo);
  expect(seen).toBe(15);
});

it("closes the command's pipe when the reader is gone, and throws nothing", async () => {
  const from = new PassThrough();
  const broken = Object.assign(new Error("write EPIPE"), { code: "EPIPE" });
  const to = sink({ write: (_chunk, _encoding, done) => done(broken) });
  const one = pump({ from, to: to.writable, clock: manualClock(), onBytes: () => undefined });
  from.write("x");
  await new Promise((resolve) => from.once("close", resolve));
  expect(await one.finish()).toEqual({ closed: true });
});

it("does not wait for processes that hold the output open, silent or not", async () => {
  const silent = new PassThrough();
  const one = pump({ from: silent, to: sink().writable, clock: manualClock(), onBytes: () => undefined });
  expect(await one.finish()).toEqual({ closed: false });

  const chatty = new PassThrough();
  const chatter = setInterval(() => chatty.writable && chatty.write("x"), 0);
  const clock: Clock = { now: () => 0n, wall: () => 0, until: () => new Promise((resolve) => setTimeout(resolve, 5)) };
  const two = pump({ from: chatty, to: sink().writable, clock, onBytes: () => undefined });
  expect(await two.finish()).toEqual({ closed: false });
  clearInterval(chatter);
});
