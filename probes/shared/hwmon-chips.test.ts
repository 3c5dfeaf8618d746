import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { hwmonChips } from "./hwmon-chips.js";
import { plant } from "./plant.js";

const chips = (text: string) => {
  const root = mkdtempSync(join(tmpdir(), "joulemark-hwmon-"));
  plant(root, text);
  return hwmonChips(root).map(({ name, pattern, device }) => [name, pattern, device]);
};

it("names a chip by its device, with a pattern for the number that moves", () => {
  const text =
    "sys/devices/i2c-1/1-0040/hwmon/hwmon3/\n  name ina\n  power1_input 1\nsys/class/hwmon/hwmon3 -> /sys/devices/i2c-1/1-0040/hwmon/hwmon3";
  expect(chips(text)).toEqual([["ina", "sys/devices/i2c-1/1-0040/hwmon/hwmon*", "1-0040"]]);
});

it("keeps the number where a pattern would mean several chips", () => {
  const text = [
    "sys/devices/card/hwmon/hwmon2/\n  name i915\n  energy1_input 1",
    "sys/devices/card/hwmon/hwmon3/\n  name i915_gt0\n  energy1_input 1",
    "sys/devices/virtual/hwmon/hwmon4/\n  name soft\n  power1_input 1",
    "sys/class/hwmon/hwmon2 -> /sys/devices/card/hwmon/hwmon2",
    "sys/class/hwmon/hwmon3 -> /sys/devices/card/hwmon/hwmon3",
    "sys/class/hwmon/hwmon4 -> /sys/devices/virtual/hwmon/hwmon4",
  ];
  expect(chips(text.join("\n")).map(([, pattern]) => pattern)).toEqual([
    "sys/devices/card/hwmon/hwmon2",
    "sys/devices/card/hwmon/hwmon3",
    "sys/devices/virtual/hwmon/hwmon4",
  ]);
});

it("passes over chips without a name, and finds none without the class", () => {
  expect(chips("sys/class/hwmon/hwmon0/\n  power1_input 1")).toEqual([]);
  expect(chips("sys/")).toEqual([]);
});
