import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { backends, named, one, onednnSuite, runnerSuite, scratchFolder, shortRun, start } from "./runner.js";

const folder = scratchFolder();

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const span = ({ t0, t1 }: { readonly t0: string; readonly t1: string }): number => Number(BigInt(t1) - BigInt(t0));

runnerSuite("a run", () => {
  it.each(backends)("says hello, ready, warm, its windows, done: %s", async (backend) => {
    const { status, events, stderr } = await shortRun({ backend, "warmup-ms": 50, "duration-ms": 700 });
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(events.map(({ ev }) => ev).join(" ")).toMatch(/^hello ready warm( window)+ done$/);
    expect(events.every(({ v }) => v === 1)).toBe(true);
  });

  it("stamps events with this computer's monotonic clock, and they never go back", async () => {
    const before = process.hrtime.bigint();
    const { events } = await shortRun({ "duration-ms": 300 });
    const stamps = events
      .flatMap((event) => [...("t0" in event ? [event.t0, event.t1] : []), event.t])
      .map(String)
      .map(BigInt);
    const windows = [before, ...stamps.slice(0, -3), process.hrtime.bigint()];
    expect(windows).toEqual([...windows].sort((a, b) => (a < b ? -1 : Number(a > b))));
  });

  it.each(backends)("has windows of about 250 ms of whole passes, one after the other: %s", async (backend) => {
    const all = await shortRun({ backend, batch: 2, "duration-ms": 900 });
    const windows = named(all.events, "window");
    for (const window of windows) {
      expect(window["iterations"]).toBeGreaterThan(0);
      expect(window["images"]).toBe(2 * window["iterations"]);
      expect(window["cpuNs"]).toBeGreaterThan(0);
      expect(window["involuntarySwitches"]).toBeGreaterThanOrEqual(0);
    }
    // A window ends with the first pass that ends later than 250 ms.
    for (const window of windows.slice(0, -1)) expect(span(window)).toBeGreaterThanOrEqual(249e6);
    expect(windows.length).toBeLessThanOrEqual(4);
    const edges = windows.flatMap(({ t0, t1 }) => [BigInt(t0), BigInt(t1)]);
    expect(edges).toEqual([...edges].sort((a, b) => (a < b ? -1 : Number(a > b))));
    const done = one(all, "done");
    expect([done["t0"], done["t1"]]).toEqual([windows[0]?.["t0"], windows.at(-1)?.["t1"]]);
  });

  it.each(backends)("adds up to what it says at the end: %s", async (backend) => {
    const all = await shortRun({ backend, batch: 3, "duration-ms": 600 });
    const windows = named(all.events, "window");
    const done = one(all, "done");
    expect(done["iterations"]).toBe(sum(windows.map(({ iterations }) => iterations)));
    expect(done["images"]).toBe(3 * done["iterations"]);
    const seconds = sum(windows.map(span)) / 1e9;
    expect((done.imagesPerS ?? 0) / (done.images / seconds)).toBeCloseTo(1, 6);
    expect(done["overheadShare"]).toBeGreaterThanOrEqual(0);
    expect(done["overheadShare"]).toBeLessThan(1);
    expect(done["latencyMs"]).toBeNull();
  });

  it.each(backends)("in latency mode has percentiles in order, of durations that fit in: %s", async (backend) => {
    const all = await shortRun({ backend, mode: "latency", "duration-ms": 400 });
    const done = one(all, "done");
    const { median, p95, p99 } = done.latencyMs ?? { median: Number.NaN, p95: 0, p99: 0 };
    expect(median).toBeGreaterThan(0);
    expect(p95).toBeGreaterThanOrEqual(median);
    expect(p99).toBeGreaterThanOrEqual(p95);
    // At least half of the passes took the median or longer.
    expect((median * done["iterations"]) / 2).toBeLessThanOrEqual(span(done) / 1e6);
    expect(p99).toBeLessThanOrEqual(span(done) / 1e6);
  });

  it("waits for its start, and measures nothing before it", async () => {
    const running = start(["run", "--backend", "reference", "--network", "tiny", "--warmup-ms=20", "--duration-ms=50"]);
    await running.until("ready");
    await new Promise((waited) => setTimeout(waited, 100));
    const started = process.hrtime.bigint();
    running.input.write('{"cmd":"start"}\n');
    const { status, events } = await running.ended;
    expect(status).toBe(0);
    const [warm] = named(events, "warm");
    expect(BigInt(warm?.t0 ?? 0)).toBeGreaterThan(started);
    expect(warm?.["iterations"]).toBeGreaterThan(0);
  });

  it("warms up with one pass at least, and not in the windows", async () => {
    const all = await shortRun({ "warmup-ms": 0, iterations: 5 });
    expect(one(all, "warm")["iterations"]).toBe(1);
    expect(one(all, "done")["iterations"]).toBe(5);
  });

  it.each([1, 7])("of %d iterations is of as many, and says that this ended it", async (iterations) => {
    const done = one(await shortRun({ iterations }), "done");
    expect(done).toMatchObject({ stopped: "iterations", iterations, images: iterations });
  });

  it("of a duration says that this ended it", async () => {
    const done = one(await shortRun({ "duration-ms": 100 }), "done");
    expect(done["stopped"]).toBe("duration");
    expect(span(done)).toBeGreaterThanOrEqual(95e6);
  });

  it("without --no-wait and with nothing on its input does nothing, and says so", async () => {
    const running = start(["run", "--backend", "reference", "--network", "tiny"]);
    running.input.end();
    const all = await running.ended;
    expect(all.status).toBe(0);
    expect(one(all, "done")).toMatchObject({ stopped: "stdin", iterations: 0, images: 0 });
    expect(named(all.events, "window")).toEqual([]);
  });
});

runnerSuite("hello and ready", () => {
  it.each(backends)("say what runs: %s", async (backend) => {
    const all = await shortRun({ backend, batch: 2, threads: 1 });
    const hello = one(all, "hello");
    expect(hello).toMatchObject({ backend, threads: 1, pid: expect.any(Number), libraries: expect.any(Array) });
    for (const field of ["runner", "version", "device", "isa"]) expect(hello[field]).toMatch(/\S/);
    for (const { name, version, file } of hello["libraries"]) expect(`${name}${version}${file}`).not.toContain("/");
    const ready = one(all, "ready");
    const asked = {
      network: "tiny",
      crop: 16,
      batch: 2,
      precision: "fp32",
      input: "constant",
      fc: "auto",
      algo: "auto",
    };
    expect(ready).toMatchObject({ ...asked, params: 15_346, macs: 270_576, verify: null, notes: expect.any(Array) });
    expect(ready["bytes"].weights).toBeGreaterThanOrEqual(4 * 15_346);
    expect(ready["bytes"].activations).toBeGreaterThan(2 * 4 * 3 * 16 * 16);
    expect(ready["bytes"].workspace).toBeGreaterThanOrEqual(0);
    expect(ready["setupMs"].weights).toBeGreaterThan(0);
    expect(ready["setupMs"].prepare).toBeGreaterThan(0);
    expect(ready["weightsHash"]).toMatch(/^[0-9a-f]{16}$/);
    expect(ready["layers"].map(({ name }: { name: string }) => name)).toEqual([
      "conv1",
      "norm1",
      "pool1",
      "conv2",
      "pool2",
      "fc3",
      "fc4",
      "prob",
    ]);
    for (const { implementation, out } of ready["layers"])
      expect([implementation, out]).toEqual([
        expect.stringMatching(/\S/),
        [expect.any(Number), expect.any(Number), expect.any(Number)],
      ]);
  });

  it.each([
    ["zeros", true],
    ["constant", false],
    ["gaussian", false],
  ])("say whether the input falsifies power: %s", async (input, falsifying) => {
    expect(one(await shortRun({ input }), "ready")).toMatchObject({ input, falsifying });
  });

  it("have one hash of the weights for every back end, batch, input and number of threads", async () => {
    const ways = [{}, { batch: 3 }, { threads: 1 }, { threads: 3 }, { input: "gaussian" }, { mode: "latency" }];
    const runs = backends.flatMap((backend) => ways.map((way) => shortRun({ ...way, backend })));
    const hashes = (await Promise.all(runs)).map((all) => one(all, "ready")["weightsHash"]);
    expect(new Set(hashes).size).toBe(1);
  });

  it("have another hash for other weights", async () => {
    const ways = [{}, { seed: 0 }, { seed: 2 }, { seed: "9223372036854775807" }, { weights: "gauss:0.01" }];
    const more = [{ weights: "gauss:0.02" }, { network: "tiny-inception" }];
    const runs = await Promise.all([...ways, ...more].map((way) => shortRun(way)));
    expect(new Set(runs.map((all) => one(all, "ready")["weightsHash"])).size).toBe(ways.length + more.length);
  });

  it("go with weights that have the standard deviation asked for", async () => {
    const path = join(folder, "weights");
    await shortRun({
      network: "alexnet",
      weights: "gauss:0.01",
      backend: "reference",
      "dump-weights": path,
      batch: 1,
      "warmup-ms": 0,
      iterations: 1,
    });
    const bytes = readFileSync(path);
    expect(bytes.length).toBe(4 * 60_965_224);
    const values = new Float32Array(bytes.buffer, bytes.byteOffset, 34_848);
    const mean = values.reduce((total, value) => total + value, 0) / values.length;
    const deviation = Math.sqrt(values.reduce((total, value) => total + (value - mean) ** 2, 0) / values.length);
    expect(Math.abs(mean)).toBeLessThan(0.0003);
    expect(deviation).toBeGreaterThan(0.0098);
    expect(deviation).toBeLessThan(0.0102);
  }, 120_000);
});

onednnSuite("what a library prints", () => {
  it("on standard output is no harm to the events", async () => {
    const env = { DNNL_VERBOSE: "2", ONEDNN_VERBOSE: "2" };
    const { status, stdout, events } = await shortRun({ backend: "onednn" }, { env });
    expect(stdout).toMatch(/^(dnnl|onednn)_verbose/m);
    expect(status).toBe(0);
    // one window or, where a pass takes long, two
    const kinds = events.map(({ ev }) => ev).filter((ev, k, all) => ev !== all[k - 1]);
    expect(kinds).toEqual(["hello", "ready", "warm", "window", "done"]);
  });
});
