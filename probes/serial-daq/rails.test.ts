import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { loadConfig } from "../../src/config/load.js";
import { csv } from "../shared/serial/csv.js";
import type { Meter } from "../shared/serial/protocol.js";
import { smartPower3 } from "../shared/serial/smartpower3.js";
import probe from "./probe.js";
import { planRails } from "./rails.js";
import { settings } from "./settings.js";

const link = (text: string) => ({
  write: async () => undefined,
  read: async () => Uint8Array.from(text, (letter) => letter.charCodeAt(0)),
});
const meterOf = (columns: string, line: string): Promise<Meter> =>
  csv.open(csv.settings.parse({ columns, periodMs: 2 }), link(`\n${line}\n`));
const words = (given: object) =>
  settings.parse({ path: "/dev/x", protocol: "csv", csv: { columns: "a:W", periodMs: 1 }, ...given });
const here = { point: "regulator-output", accuracyPercent: 1 } as const;

const planned = async (columns: string, line: string, given: object) =>
  planRails(await meterOf(columns, line), words(given));
const abc = (given: object) => planned("a:W b:W c:mW", "1,2,3", given);

describe("rails", () => {
  it("are where the user says, as exact as the user says, under the user's name", async () => {
    const { plans } = await abc({
      rails: { a: { ...here, name: "core", plausibleW: 90 }, b: here, c: { ...here, partOf: "core" } },
    });
    expect(plans.map(({ rail }) => [rail.id, rail.point, rail.partOf, rail.note])).toEqual([
      ["core", "regulator-output", undefined, "a"],
      ["b", "regulator-output", undefined, undefined],
      ["c", "regulator-output", "core", undefined],
    ]);
    expect(plans[0]?.rail.uncertainty).toMatchObject([
      { kind: "gain", of: "power", size: 0.01, distribution: "rectangular" },
    ]);
    expect(plans[2]?.rail.columns).toEqual([{ name: "c", quantity: "power", unit: "mW", scale: 1e-3 }]);
  });

  it("that are not wanted need no words", async () => {
    const { plans } = await abc({ rails: { c: here }, only: ["c"] });
    expect(plans.map(({ rail, columns }) => [rail.id, columns])).toEqual([["c", [2]]]);
  });

  it("have the current of their shunt, recorded as the voltage that came", async () => {
    const { plans } = await planned("a:V a:shunt-mV", "1.2,5", { rails: { a: { ...here, shuntOhm: 0.002 } } });
    expect(plans[0]?.rail.columns).toMatchObject([{ scale: 1 }, { quantity: "current", unit: "mV", scale: 0.5 }]);
  });

  it.each([
    [{}, "CONFIG", "rails.a.point="],
    [{ rails: { a: { point: "wall" } }, only: ["a"] }, "CONFIG", "rails.a.accuracyPercent="],
    [{ rails: { d: here } }, "UNKNOWN_NAME", "a, b, c"],
    [{ rails: { a: { ...here, partOf: "x" } }, only: ["a"] }, "UNKNOWN_NAME", "a"],
    [{ rails: { a: { ...here, shuntOhm: 1 } }, only: ["a"] }, "CONFIG", "Leave out"],
    [{ rails: { a: here }, only: ["z"] }, "UNKNOWN_NAME", "a, b, c"],
  ])("are refused with what is to be said: %j", async (given, code, remedy) => {
    await expect(abc(given)).rejects.toMatchObject({ code, remedy: expect.stringContaining(remedy) });
  });

  it("are added once, and only at one point", async () => {
    const rails = { a: here, b: here, c: { ...here, partOf: "a" } };
    const total = (parts: readonly string[]) => [{ name: "sum", parts, scope: "x" }];
    expect((await abc({ rails, totals: total(["a", "b"]) })).totals).toHaveLength(1);
    await expect(abc({ rails, totals: total(["a", "c"]) })).rejects.toMatchObject({ code: "CONFIG" });
    const apart = { ...rails, b: { ...here, point: "wall" } };
    await expect(abc({ rails: apart, totals: total(["a", "b"]) })).rejects.toMatchObject({ code: "POINT_MISMATCH" });
  });
});

describe("rails that the meter knows to be fed by another", () => {
  const line = "0343732187,15321,0072,01103,0,00000,0000,00000,0,00,00000,0000,00000,0,00,1c,12";
  const planAll = async (given: object) => {
    const meter = await smartPower3.open({ intervalMs: 10 }, link(`\n${line}\n`));
    const known = settings.parse({ path: "/dev/x", protocol: "smartpower3", ...given });
    return planRails(meter, known);
  };
  const rails = { input: { ...here, name: "supply" }, ch0: here, ch1: here };

  it("are its parts, under whatever name, and not added to it", async () => {
    const { plans } = await planAll({ rails });
    expect(plans.map(({ rail }) => rail.partOf)).toEqual([undefined, "supply", "supply"]);
    const totals = [{ name: "all", parts: ["supply", "ch0"], scope: "x" }];
    await expect(planAll({ rails, totals })).rejects.toMatchObject({ message: expect.stringContaining("twice") });
  });

  it("are parts of nothing where that is not sampled", async () => {
    const { plans } = await planAll({ rails, only: ["ch0"] });
    expect(plans.map(({ rail }) => rail.partOf)).toEqual([undefined]);
  });
});

describe("examples/serial-daq-core-i7.yaml", () => {
  it("is a configuration of four rails after their inductors, and counts none of them twice", async () => {
    const { values } = await loadConfig({
      cwd: "/nowhere",
      env: { HOME: "/nowhere" },
      file: join(import.meta.dirname, "../../examples/serial-daq-core-i7.yaml"),
      unreadable: () => undefined,
      settingsOf: async () => probe.settings,
    });
    const [choice] = values.probes ?? [];
    const given = settings.parse(choice?.settings);
    const meter = await csv.open(csv.settings.parse(Object(choice?.settings["csv"])), link("\n1,1,2,1,2,1,2,1,2\n"));
    const { plans, totals } = planRails(meter, given);
    expect(plans.map(({ rail }) => [rail.id, rail.point])).toEqual(
      ["CPU core", "graphics", "SA/IO", "DRAM"].map((id) => [id, "regulator-output"]),
    );
    expect(totals.map(({ name, parts }) => [name, parts.length])).toEqual([
      ["processor and memory", 4],
      ["processor", 3],
    ]);
  });
});
