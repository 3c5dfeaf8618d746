import { describe, expect, it } from "vitest";
import { importText } from "../test-import.js";
import format from "./format.js";
import { formOf } from "./forms.js";

const stamp = (s: number) => `2026/06/24 10:26:${String(s).padStart(2, "0")}.000`;
const log = (watts: readonly string[]) =>
  `timestamp, uuid, power.draw [W]\n${watts.map((each, s) => `${stamp(s)}, GPU-1, ${each}\n`).join("")}`;
const watts = async (text: string) => (await importText(format, text)).rows.map(({ values }) => values[0]);

describe("a row that was cut within its last cell", () => {
  const whole = ["52.50", "52.10", "53.50", "52.50", "52.20"];
  it.each(["5", "52", "52.", "52.5"])("has no power of %s W, with units or without", async (cut) => {
    for (const unit of [" W", ""]) {
      const cells = whole.map((each) => each + unit);
      expect(await watts(log([...cells, cut, ...cells]))).toEqual([
        ...whole.map(Number),
        Number.NaN,
        ...whole.map(Number),
      ]);
    }
  });
  it("is a gap with what stands there as its reason, and said", async () => {
    const { gaps, finding } = await importText(format, log(["52.50 W", "52.50 W", "5", "52.50 W", "52.50 W"]));
    expect(gaps).toMatchObject([{ columns: ["gpu0"], reason: "5", from: 2_000_000_000n }]);
    expect(finding("imported-gaps")?.message).toContain("1 samples");
  });
  it("is not found where numbers are printed in several ways: all are taken", async () => {
    expect(await watts(log(["52.5", "50", "50.25", "5", "50.5", "51.75"]))).toEqual([52.5, 50, 50.25, 5, 50.5, 51.75]);
  });
});

describe("how a column is printed", () => {
  it.each([
    [["1.25 W", "2.50 W", "[N/A]", "3.00 W", "4.00 W", "5"], { unit: true, decimals: 2 }],
    [["48", "49", "50", "51", "52"], { unit: false, decimals: 0 }],
    [["1.25", "2.5", "3", "4.75", "5"], { unit: false, decimals: -1 }],
    [["[N/A]", undefined, ""], { unit: false, decimals: -1 }],
  ])("%j", (cells, form) => expect(formOf(cells)).toEqual(form));
});

describe("a header in the middle", () => {
  it("without a timestamp loses the rows below it, each at its own cost", async () => {
    const more = "GPU-1, 50.50 W, a name that is long\n".repeat(30_000);
    const { rows, lines } = await importText(
      format,
      `${log(["52.50 W", "52.50 W"])}uuid, power.draw [W], name\n${more}`,
    );
    expect(rows).toHaveLength(2);
    expect(lines).toEqual({ used: 2, all: 30_004, accounted: 30_004 });
  });
});

it("takes no day that does not exist", async () => {
  const text = log(["52.50 W", "52.50 W", "52.50 W"]).replaceAll("06/24", "02/28");
  const { rows } = await importText(
    format,
    text.replace(stamp(2).replace("06/24", "02/28"), "2026/02/30 10:26:02.000"),
  );
  expect(rows.map(({ at }) => at)).toEqual([0, 1]);
});

describe("times of ISO 8601", () => {
  const iso = (zone: string) => log(["52.50 W", "52.50 W"]).replaceAll(/2026.06.24 ([\d:.]+)/g, `2026-06-24T$1${zone}`);
  it.each([
    ["+08:00", {}, "2026-06-24T02:26:00.000Z", false],
    ["", {}, "2026-06-24T10:26:00.000Z", true],
    ["", { zone: "Europe/Berlin" }, "2026-06-24T08:26:00.000Z", false],
    ["Z", { zone: "Europe/Berlin" }, "2026-06-24T10:26:00.000Z", false],
  ])("with zone %j and settings %j", async (zone, settings, start, unknown) => {
    const { imported, finding, rows } = await importText(format, iso(zone), settings);
    expect(new Date(imported.startMs).toISOString()).toBe(start);
    expect(rows.map(({ at }) => at)).toEqual([0, 1]);
    expect(finding("zone-unknown") !== undefined).toBe(unknown);
  });
});
