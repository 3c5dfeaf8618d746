import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { backends, named, one, onednnSuite, runnerSuite, scratchFolder, shortRun } from "./runner.js";

const folder = scratchFolder();
const PATIENCE_MS = 240_000;
const GATE = 1e-5;
const large = ["alexnet", "caffenet", "googlenet"];
const small = ["tiny", "tiny-inception"];
let count = 0;

async function readyOf(options: Readonly<Record<string, string | number>>) {
  const ended = await shortRun({ iterations: 1, ...options });
  const ready = one(ended, "ready");
  if (ended.status !== 0) throw new Error(`status ${ended.status}: ${ended.stderr}`);
  return ready;
}

/** Logits of one pass over a Gaussian input, image after image. */
async function logitsOf(options: Readonly<Record<string, string | number>>): Promise<Float32Array> {
  const path = join(folder, `logits-${count++}`);
  await readyOf({ input: "gaussian", ...options, "dump-logits": path });
  const bytes = readFileSync(path);
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
}

const norm = (values: Float32Array): number => Math.hypot(...values);
const difference = (a: Float32Array, b: Float32Array): number =>
  norm(a.map((value, index) => value - (b[index] ?? Number.NaN))) / norm(b);

const expectPassed = (verify: unknown): void =>
  expect(verify).toEqual({ relativeError: expect.any(Number), gate: GATE, top1: true, top5Shared: 5, passed: true });

onednnSuite("the networks on oneDNN", () => {
  it.each(large)(
    "%s has the logits of the reference",
    async (network) => {
      const { verify } = await readyOf({ backend: "onednn", network, verify: "" });
      expectPassed(verify);
      expect(verify?.relativeError).toBeLessThan(GATE);
      // In single precision something is always rounded.
      expect(verify?.relativeError).toBeGreaterThan(1e-9);
    },
    PATIENCE_MS,
  );

  it.each([...large, ...small].flatMap((network) => [1, 4].map((batch) => [network, batch] as const)))(
    "%s at batch %d is computed by no slow reference code of the library",
    async (network, batch) => {
      const { layers } = await readyOf({ backend: "onednn", network, batch });
      const slow = layers.filter(({ implementation }) => !/^(?!ref)\S/.test(implementation));
      expect(slow).toEqual([]);
    },
    PATIENCE_MS,
  );

  it(
    "alexnet and caffenet differ by what the order of norm and pool makes",
    async () => {
      const [alexnet, caffenet] = [
        await logitsOf({ backend: "onednn", network: "alexnet" }),
        await logitsOf({ backend: "onednn", network: "caffenet" }),
      ];
      expect(alexnet).toHaveLength(1000);
      expect(difference(caffenet, alexnet)).toBeGreaterThan(0.05);
    },
    PATIENCE_MS,
  );

  it.each(small)("%s has the reference's logits, image by image", async (network) => {
    const wanted = await logitsOf({ backend: "reference", network, batch: 3 });
    const got = await logitsOf({ backend: "onednn", network, batch: 3 });
    expect(difference(got, wanted)).toBeLessThan(GATE);
    expect(difference(wanted.slice(10, 20), wanted.slice(0, 10))).toBeGreaterThan(0.01);
  });

  it("refuses to measure what computes something else", async () => {
    const conv = { type: "conv", out: 16, kernel: 1 };
    const layers = Array.from({ length: 16 }, (_, index) => ({ name: `conv${index}`, ...conv }));
    const network = join(folder, "overflow.json");
    writeFileSync(network, JSON.stringify({ name: "overflow", input: { channels: 3, crops: [4] }, layers }));
    const { status, events, last } = await shortRun({ backend: "onednn", network, weights: "gauss:1000", verify: "" });
    expect({ status, last }).toMatchObject({ status: 74, last: { ev: "error", code: "verify-failed", exit: 74 } });
    expect(events.map(({ ev }) => ev)).toEqual(["hello", "ready", "error"]);
    expect(named(events, "ready")[0]?.verify?.passed).toBe(false);
  });
});

runnerSuite("--verify", () => {
  it.each(
    backends.flatMap((backend) =>
      small.flatMap((network) => [1, 3].map((batch) => [backend, network, batch] as const)),
    ),
  )("passes on %s for %s at batch %d", async (backend, network, batch) => {
    expectPassed((await readyOf({ backend, network, batch, verify: "" }))["verify"]);
  });
});

runnerSuite("logits", () => {
  it.each(small)("of %s do not depend on threads, batch or repetition", async (network) => {
    const [first, again, single, batch] = await Promise.all([
      logitsOf({ network }),
      logitsOf({ network }),
      logitsOf({ network, threads: 1 }),
      logitsOf({ network, batch: 2 }),
    ]);
    expect(first).toHaveLength(10);
    expect(again).toEqual(first);
    expect(single).toEqual(first);
    expect(batch.slice(0, 10)).toEqual(first);
  });

  it("are those of other weights for another seed, and of another input", async () => {
    const first = await logitsOf({});
    expect(difference(await logitsOf({ seed: 2 }), first)).toBeGreaterThan(0.01);
    expect(difference(await logitsOf({ input: "constant" }), first)).toBeGreaterThan(0.01);
  });
});
