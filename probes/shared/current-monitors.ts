/**
 * Shunt monitor chips by their hwmon name. They have a probe of their own, which knows their errors; the probe for
 * hwmon chips in general leaves them to it.
 */
export const currentMonitors: ReadonlySet<string> = new Set([
  "ina219",
  "ina220",
  "ina226",
  "ina228",
  "ina230",
  "ina231",
  "ina232",
  "ina234",
  "ina237",
  "ina238",
  "ina260",
  "ina3221",
  "ina780",
  "sq52206",
  "sy24655",
]);
