import { existsSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { sensorMap } from "./column-map.js";
import { readSensorTable } from "./sensor-table.js";
import { readTableText } from "./table-file.js";

const map = sensorMap("sensor=A,reference=B");
const read = (text: string) => readSensorTable(text, map, "t.csv");
const recorded = join(import.meta.dirname, "../../../shared/data/wall-meter-vs-gpu/L40.csv");
const isRecorded = existsSync(recorded);

describe("a table of a sensor and its reference", () => {
  it("has both in SI where a heading names a unit, and says of what", () => {
    const table = read("A (mV),B [V]\n1500,1.6\n");
    expect([table.measure, table.sensor[0], table.reference[0]]).toEqual(["voltage", 1.5, 1.6]);
    expect(read("A,B [mW]\n2,3000\n")).toMatchObject({ measure: "power", sensor: Float64Array.of(2) });
  });

  it("has them as they stand where no heading names a unit", () => {
    const table = read("A B\n1 -2\nnan 4\n5 6\n");
    expect([...table.sensor, ...table.reference]).toEqual([1, 5, -2, 6]);
    expect(table.excluded).toEqual([{ line: 3, reason: "sensor is nan" }]);
    expect(table).not.toHaveProperty("measure");
  });

  it("has the stated uncertainties in the same unit", () => {
    const words = "sensor=A,reference=B,uSensor=uA,uReference=uB,temperature=T,step=n";
    const table = readSensorTable("A,B (W),uA (mW),uB,T (C),n\n1,2,30,0.1,40,x\n", sensorMap(words), "t");
    expect([table.uSensor?.[0], table.uReference?.[0], table.celsius?.[0], table.step?.[0]]).toEqual([
      0.03, 0.1, 40, 0,
    ]);
  });

  it.each([
    ["A (W),B (A)\n1,2\n", "do not measure the same"],
    ["A (VA),B\n1,2\n", 'in "VA", a unit not known'],
    ["A,B\n", "no usable row"],
  ])("%j is refused", (text, words) => expect(() => read(text)).toThrow(words));

  it.each(["sensor=A", "sensor=A,reference=B,gain=C"])("is not found by the map %j", (words) =>
    expect(() => sensorMap(words)).toThrow(expect.objectContaining({ code: "CONFIG" })),
  );

  if (!isRecorded) console.warn("wall-meter-vs-gpu: skipped: no recorded data");
  it.skipIf(!isRecorded)(
    isRecorded ? "of 505 recorded rows has all, with their means" : "skipped: no recorded data",
    () => {
      const words = "sensor=power_draw_watts_mean,reference=power_meter_active_power_w_mean,step=model_name";
      const table = readSensorTable(readTableText(recorded), sensorMap(words), recorded);
      expect([table.sensor.length, table.excluded.length]).toEqual([505, 0]);
      const mean = (values: Float64Array) => values.reduce((sum, each) => sum + each, 0) / values.length;
      expect(mean(table.sensor)).toBeCloseTo(245.3407096, 6);
      expect(mean(table.reference)).toBeCloseTo(366.5915644, 6);
    },
  );
});

describe("the text of a table", () => {
  const folder = mkdtempSync(join(tmpdir(), "table-"));

  it("of bytes that are no text gives no numbers", () => {
    const file = join(folder, "bytes");
    writeFileSync(file, Buffer.from([...Buffer.from("A,B\n1,2\n3,"), 0xff, 0x35, 0x0a]));
    expect(readSensorTable(readTableText(file), map, file).excluded).toHaveLength(1);
  });

  it.each([
    ["missing", "no such file"],
    [".", "it is no file"],
  ])("%s is refused with the reason", (name, words) =>
    expect(() => readTableText(join(folder, name))).toThrow(
      expect.objectContaining({ code: "CONFIG", message: expect.stringContaining(words) }),
    ),
  );

  it("in UTF-16 is refused: its digits would not be found", () => {
    writeFileSync(join(folder, "wide"), Buffer.from("\uFEFFA,B\n1,2\n", "utf16le"));
    expect(() => readTableText(join(folder, "wide"))).toThrow("UTF-16");
  });
});
