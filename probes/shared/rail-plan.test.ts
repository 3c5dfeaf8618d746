import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { plant } from "./plant.js";
import { checkRails, type RailPlan } from "./rail-plan.js";
import { testHost } from "./test-host.js";

/** What the kernel would answer, by file: a plain file cannot fail so. */
const faults = vi.hoisted(() => new Map<string, string>());
vi.mock("./read.js", async (original) => {
  const real = await original<typeof import("./read.js")>();
  const readNumber: typeof real.readNumber = (root, path) => {
    const reason = faults.get(path);
    return reason === undefined ? real.readNumber(root, path) : { reason };
  };
  return { ...real, readNumber };
});

const root = mkdtempSync(join(tmpdir(), "joulemark-plan-"));
plant(root, "chip/\n  a 1\n  b 2\n  text hello");

const plan = (id: string, file: string, partOf?: string): RailPlan => ({
  rail: {
    id,
    point: "regulator-input",
    measures: "power",
    columns: [{ name: `${id}.power`, quantity: "power", unit: "uW", scale: 1e-6 }],
    period: 0.01,
    window: { kind: "instantaneous" },
    ...(partOf !== undefined && { partOf }),
    uncertainty: [],
  },
  folder: "chip",
  pattern: "chip",
  files: [file],
});
const check = (...plans: RailPlan[]) => checkRails(plans, testHost(root), "paste this");

beforeEach(() => faults.clear());

describe("checkRails", () => {
  it("keeps rails that answer", () => {
    expect(check(plan("A", "a"), plan("B", "b"))).toMatchObject({ plans: [{}, {}], findings: [] });
  });

  it("leaves a disabled rail out with a note, and nothing says that it is part of it", () => {
    faults.set("chip/a", "ENODATA");
    const { plans, findings } = check(plan("A", "a"), plan("B", "b", "A"));
    expect(plans.map(({ rail }) => [rail.id, rail.partOf])).toEqual([["B", undefined]]);
    expect(findings).toMatchObject([{ code: "rail-disabled", severity: "note", rail: "A" }]);
  });

  it.each([
    ["ENXIO", "the chip does not answer on its bus (ENXIO)"],
    ["EIO", "the driver could not reach the device (EIO)"],
    ["EINVAL", "the driver could not read its counter (EINVAL)"],
    ["EWEIRD", "reading fails (EWEIRD)"],
  ])("leaves a rail that fails with %s out and says why", (code, words) => {
    faults.set("chip/a", code);
    const { findings } = check(plan("A", "a"), plan("B", "b"));
    expect(findings).toMatchObject([
      { code: "rail-unreadable", severity: "degraded", message: `Rail A was left out: /chip/a: ${words}` },
    ]);
  });

  it("gives the remedy with a rail that only others may read", () => {
    faults.set("chip/a", "EACCES");
    expect(check(plan("A", "a"), plan("B", "b")).findings[0]?.remedy).toBe("paste this");
  });

  it("refuses with the remedy when nothing may be read", () => {
    faults.set("chip/a", "EACCES");
    expect(() => check(plan("A", "a"))).toThrow(
      expect.objectContaining({
        code: "PERMISSION",
        message: "Cannot read /chip/a: this user may not read it (EACCES)",
        remedy: "paste this",
      }),
    );
  });

  it("refuses when no file holds a number", () => {
    expect(() => check(plan("A", "text"))).toThrow(
      expect.objectContaining({
        code: "UNAVAILABLE",
        message: "No rail can be read; /chip/text: the file does not hold one whole number (unreadable)",
      }),
    );
  });
});
