// What the checks of smoke-inside.mjs are made of: reading the kernel's files, and saying whether they hold what they should.
import fs from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

let bad = 0;
/** How many checks did not hold so far. */
export const mismatches = () => bad;
/** Prints what was read and, unless it is what was wanted (a value, or a condition on it), what was. */
export function check(what, got, want) {
  const ok = typeof want === "function" ? want(got) : Object.is(got, want);
  if (!ok) bad++;
  const expected = ok ? "" : ` (wanted: ${typeof want === "function" ? want : JSON.stringify(want)})`;
  console.log(`${ok ? "ok  " : "BAD "} ${what}: ${JSON.stringify(got)}${expected}`);
}

export const text = (file) => fs.readFileSync(file, "utf8").trim();
export const number = (file) => Number(text(file));
export const write = (file, value) => fs.writeFileSync(file, String(value));
export const setChip = (name, value) => write(`/sys/module/emu_ina3221/parameters/${name}`, value);
export const setRapl = (name, value) => write(`/sys/module/emu_rapl/parameters/${name}`, value);
/** The content, or the errno name when reading fails. */
export function outcome(read) {
  try {
    return read();
  } catch (error) {
    return error.code;
  }
}
/** Reads a kept descriptor from its start, as a poller does. */
export function reread(fd) {
  const buffer = Buffer.alloc(64);
  return outcome(() => buffer.toString("utf8", 0, fs.readSync(fd, buffer, 0, 64, 0)).trim());
}
/** hwmon folder of an I2C device such as 0-0040. */
export function hwmonOf(device) {
  const parent = `/sys/bus/i2c/devices/${device}/hwmon`;
  return path.join(parent, fs.readdirSync(parent)[0]);
}
export const iioOf = (device) => {
  const parent = `/sys/bus/i2c/drivers/ina3221x/${device}`;
  return path.join(
    parent,
    fs.readdirSync(parent).find((name) => name.startsWith("iio:device")),
  );
};
/** How many different values a file shows over some time. */
export async function variety(file, ms) {
  const seen = new Set();
  const began = performance.now();
  for (; performance.now() < began + ms; await sleep(5)) seen.add(text(file));
  return { values: seen.size, ms: Math.round(performance.now() - began) };
}
