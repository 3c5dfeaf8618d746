import { describe, expect, it } from "vitest";
import { openAll, uniqueNames } from "./open.js";
import { fakeProbe, noHost } from "./testing/fake-probe.js";

const broken = new Error("no such chip");

describe("openAll", () => {
  it("closes in the reverse order, once, however often it is disposed of", async () => {
    const log: string[] = [];
    const plans = ["a", "b", "c"].map((name) => ({ name, probe: fakeProbe(name, { log }), settings: {} }));
    const opened = await openAll(plans, noHost, {});
    expect(opened.probes.map(({ name, open }) => [name, open.device])).toEqual([
      ["a", "device of a"],
      ["b", "device of b"],
      ["c", "device of c"],
    ]);
    await opened[Symbol.asyncDispose]();
    await opened[Symbol.asyncDispose]();
    expect(log).toEqual(["open a", "open b", "open c", "close c", "close b", "close a"]);
  });

  it("closes the first two when the third does not open, and throws what it said", async () => {
    const log: string[] = [];
    const third = fakeProbe("c", { log, refuses: broken });
    const plans = [fakeProbe("a", { log }), fakeProbe("b", { log }), third, fakeProbe("d", { log })];
    const opening = openAll(
      plans.map((probe) => ({ name: probe.name, probe, settings: {} })),
      noHost,
      {},
    );
    await expect(opening).rejects.toBe(broken);
    expect(log).toEqual(["open a", "open b", "close b", "close a"]);
  });

  it("closes the others too when one does not close, and says so", async () => {
    const log: string[] = [];
    const stubborn = fakeProbe("b", { log });
    const failing: typeof stubborn = {
      ...stubborn,
      async open(...given) {
        return { ...(await stubborn.open(...given)), [Symbol.asyncDispose]: () => Promise.reject(broken) };
      },
    };
    const plans = [fakeProbe("a", { log }), failing, fakeProbe("c", { log })];
    const opened = await openAll(
      plans.map((probe) => ({ name: probe.name, probe, settings: {} })),
      noHost,
      {},
    );
    await expect(opened[Symbol.asyncDispose]()).rejects.toBe(broken);
    expect(log).toEqual(["open a", "open b", "open c", "close c", "close a"]);
  });

  it("hands on settings and request as they are", async () => {
    const seen: unknown[] = [];
    const probe = fakeProbe("a");
    const spy: typeof probe = {
      ...probe,
      open(...given) {
        seen.push(...given);
        return probe.open(...given);
      },
    };
    await openAll([{ name: "x", probe: spy, settings: { key: "v" } }], noHost, { rate: 50 });
    expect(seen).toEqual([{ key: "v" }, noHost, { rate: 50 }]);
  });
});

describe("names in a recording", () => {
  it("are numbered from the second of a kind on", () => {
    expect(uniqueNames(["meter", "other", "meter", "meter"])).toEqual(["meter", "other", "meter#2", "meter#3"]);
  });
});
