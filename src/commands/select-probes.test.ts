import { describe, expect, it } from "vitest";
import { fakeProbe, noHost } from "../acquire/testing/fake-probe.js";
import { MeasurementError } from "../core/error.js";
import type { AnyProbe, Detection } from "../core/probe.js";
import { selectProbes } from "./select-probes.js";

const answering = (status: Detection["status"], remedy?: string) => () =>
  Promise.resolve({ status, what: "the thing", ...(remedy !== undefined && { remedy }) });
const refuses = new MeasurementError("UNAVAILABLE", "it is in use", "Stop the other program");
const estimate = fakeProbe("model", { use: "estimate" });
const better = fakeProbe("better", { supersedes: ["worse"] });
const onRequest = fakeProbe("made-up", { use: "on-request" });

/** What is selected from these probes; `words` are the user's own. */
const select = (
  probes: readonly AnyProbe[],
  words: readonly { name: string; settings?: Record<string, unknown> }[] = [],
) =>
  selectProbes({
    registry: Object.fromEntries(probes.map((probe) => [probe.name, () => Promise.resolve(probe)])),
    host: noHost,
    requests: words.map(({ name, settings = {} }) => ({ name, settings })),
    request: {},
  });
const names = ({ probes }: Awaited<ReturnType<typeof select>>) => probes.map(({ name }) => name);

describe("asked for none", () => {
  it("opens every measuring instrument that is found, and neither the estimate nor what must be named", async () => {
    const missing = fakeProbe("absent", { detect: answering("missing") });
    const selection = await select([fakeProbe("a"), estimate, missing, fakeProbe("b"), onRequest]);
    expect(names(selection)).toEqual(["a", "b"]);
    expect(selection.findings).toEqual([]);
    expect(selection.probes[0]?.settings).toEqual({ key: "as it is" });
  });

  it("says that an instrument is here and may not be read, and how to be allowed to", async () => {
    const barred = fakeProbe("barred", { detect: answering("no-permission", "sudo chmod a+r it") });
    const selection = await select([barred, fakeProbe("a"), estimate]);
    expect(names(selection)).toEqual(["a"]);
    expect(selection.findings).toEqual([
      {
        code: "no-permission",
        severity: "degraded",
        message: expect.stringContaining("barred"),
        remedy: "sudo chmod a+r it",
        probe: "barred",
      },
    ]);
  });

  it("estimates where nothing can be read, and still says what may not be", async () => {
    const barred = fakeProbe("barred", { detect: answering("no-permission", "ask") });
    const selection = await select([barred, estimate, onRequest]);
    expect(names(selection)).toEqual(["model"]);
    expect(selection.findings.map(({ code }) => code)).toEqual(["no-permission"]);
  });

  it("goes on without an instrument that does not open, and says so", async () => {
    const selection = await select([fakeProbe("broken", { refuses }), fakeProbe("b"), estimate]);
    expect(names(selection)).toEqual(["b"]);
    expect(selection.findings).toMatchObject([
      {
        code: "probe-not-opened",
        severity: "degraded",
        message: "it is in use",
        remedy: "Stop the other program",
        probe: "broken",
      },
    ]);
  });

  it("goes on without an instrument that cannot even be looked for, and says so", async () => {
    const detect = () => Promise.reject(new Error("a loop of links"));
    const selection = await select([fakeProbe("a"), fakeProbe("odd", { detect }), fakeProbe("b")]);
    expect(names(selection)).toEqual(["a", "b"]);
    expect(selection.findings).toMatchObject([{ code: "probe-not-opened", message: "a loop of links", probe: "odd" }]);
  });

  it("leaves out an instrument that a better probe reads, and does not even look for it", async () => {
    const detect = () => Promise.reject(new Error("nobody needs it"));
    const selection = await select([fakeProbe("a"), fakeProbe("worse", { detect }), better]);
    expect(names(selection)).toEqual(["a", "better"]);
    expect(selection.findings).toEqual([]);
  });

  it("uses the worse probe where the better one is not here", async () => {
    const absent = fakeProbe("better", { supersedes: ["worse"], detect: answering("missing") });
    expect(names(await select([fakeProbe("worse"), absent]))).toEqual(["worse"]);
  });

  it("uses the worse probe where the better one does not open, which is then worth a note", async () => {
    const selection = await select([fakeProbe("worse"), fakeProbe("better", { supersedes: ["worse"], refuses })]);
    expect(names(selection)).toEqual(["worse"]);
    expect(selection.findings).toMatchObject([
      { code: "probe-not-opened", severity: "note", message: "it is in use; worse is used instead", probe: "better" },
    ]);
  });

  it("goes down a chain of them one by one", async () => {
    const best = fakeProbe("best", { supersedes: ["better", "worse"], refuses });
    expect(names(await select([fakeProbe("worse"), better, best]))).toEqual(["better"]);
  });

  it("opens one of two that each claim to be the better one", async () => {
    const one = fakeProbe("one", { supersedes: ["two"] });
    expect(names(await select([one, fakeProbe("two", { supersedes: ["one"] })]))).toEqual(["one"]);
  });

  it("fails with a next action where there is not even an estimate", async () => {
    const none = select([fakeProbe("absent", { detect: answering("missing") }), onRequest]);
    await expect(none).rejects.toMatchObject({
      code: "UNAVAILABLE",
      remedy: expect.stringContaining("joulemark probes"),
    });
  });

  it("closes all it opened, the last first, once", async () => {
    const log: string[] = [];
    const selection = await select([fakeProbe("a", { log }), fakeProbe("b", { log })]);
    await selection[Symbol.asyncDispose]();
    await selection[Symbol.asyncDispose]();
    expect(log).toEqual(["open a", "open b", "close b", "close a"]);
  });

  it("closes the others though one does not close, which is heard of", async () => {
    const log: string[] = [];
    const closeFails = new Error("stuck");
    const selection = await select([fakeProbe("a", { log }), fakeProbe("b", { log, closeFails })]);
    await expect(selection[Symbol.asyncDispose]()).rejects.toThrow("stuck");
    expect(log).toEqual(["open a", "open b", "close b", "close a"]);
  });
});

describe("asked for some by name", () => {
  it("opens those and looks for no other", async () => {
    const detect = () => Promise.reject(new Error("nobody asked"));
    const selection = await select([fakeProbe("a", { detect }), onRequest, estimate], [{ name: "made-up" }]);
    expect(names(selection)).toEqual(["made-up"]);
  });

  it("opens two that read the same instrument, and says so", async () => {
    const selection = await select([fakeProbe("worse"), better], [{ name: "worse" }, { name: "better" }]);
    expect(names(selection)).toEqual(["worse", "better"]);
    expect(selection.findings).toMatchObject([
      { code: "same-instrument", severity: "note", message: expect.stringContaining("better and worse") },
    ]);
  });

  it("opens all or none: one that fails is the error, and those before it are closed", async () => {
    const log: string[] = [];
    const probes = [fakeProbe("a", { log }), fakeProbe("broken", { refuses }), fakeProbe("b", { log })];
    const selecting = select(probes, [{ name: "a" }, { name: "broken" }, { name: "b" }]);
    await expect(selecting).rejects.toBe(refuses);
    expect(log).toEqual(["open a", "close a"]);
  });

  it("refuses wrong settings before anything is opened, naming the key and those there are", async () => {
    const log: string[] = [];
    const selecting = select(
      [fakeProbe("a", { log }), fakeProbe("b", { log })],
      [{ name: "a" }, { name: "b", settings: { kee: "x" } }],
    );
    await expect(selecting).rejects.toMatchObject({
      code: "CONFIG",
      message: expect.stringContaining("kee"),
      remedy: expect.stringContaining("key"),
    });
    expect(log).toEqual([]);
  });

  it("says which probes there are when a name is none of them", async () => {
    await expect(select([fakeProbe("meter")], [{ name: "metre" }])).rejects.toMatchObject({
      code: "UNKNOWN_NAME",
      remedy: expect.stringContaining("meter"),
    });
  });

  it("passes on what the instruments have to say, under their names in the recording", async () => {
    const slow = { code: "slow-instrument", severity: "note", message: "slow", remedy: "none", probe: "a" } as const;
    const selection = await select([fakeProbe("a", { findings: [slow] })], [{ name: "a" }, { name: "a" }]);
    expect(names(selection)).toEqual(["a", "a#2"]);
    expect(selection.findings).toEqual([
      { ...slow, probe: "a" },
      { ...slow, probe: "a#2" },
    ]);
  });
});
