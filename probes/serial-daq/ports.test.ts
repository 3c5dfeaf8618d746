import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { testHost } from "../shared/test-host.js";
import { detectPorts, findAgain, identityOf } from "./ports.js";

function computer(...names: readonly string[]) {
  const root = mkdtempSync(join(tmpdir(), "ports-"));
  mkdirSync(join(root, "dev/serial/by-id"), { recursive: true });
  for (const name of names) writeFileSync(join(root, "dev", name), "");
  const link = (id: string, name: string) => symlinkSync(`../../${name}`, join(root, "dev/serial/by-id", id));
  const unlink = (id: string) => rmSync(join(root, "dev/serial/by-id", id));
  return { root, link, unlink };
}

/** What sysfs shows of a port on USB. */
function serial(root: string, name: string, number: string): void {
  const device = join(root, "sys/devices/usb1/1-1/1-1:1.0", name);
  mkdirSync(device, { recursive: true });
  writeFileSync(join(root, "sys/devices/usb1/1-1/serial"), `${number}\n`);
  mkdirSync(join(root, "sys/class/tty", name), { recursive: true });
  symlinkSync(device, join(root, "sys/class/tty", name, "device"));
}

describe("ports", () => {
  it("are named by the link that stays the same, each once", () => {
    const { root, link } = computer("ttyUSB0", "ttyACM1", "tty0", "ttyS0");
    link("usb-Meter_7-if00", "ttyUSB0");
    expect(detectPorts(testHost(root))).toEqual({
      status: "found",
      what: "/dev/serial/by-id/usb-Meter_7-if00, /dev/ttyACM1",
    });
  });

  it("that are not there are missing, with what to do", () => {
    expect(detectPorts(testHost(computer("ttyS0").root))).toMatchObject({
      status: "missing",
      remedy: expect.any(String),
    });
  });
});

describe("a device that comes back", () => {
  it("is known by its link", () => {
    const { root, link, unlink } = computer("ttyUSB0", "ttyUSB1");
    link("usb-Meter_7-if00", "ttyUSB0");
    const identity = identityOf(root, "/dev/ttyUSB0");
    unlink("usb-Meter_7-if00");
    // its old name may be another's by now
    expect(findAgain(root, "/dev/ttyUSB0", identity)).toBeUndefined();
    link("usb-Meter_7-if00", "ttyUSB1");
    expect(findAgain(root, "/dev/ttyUSB0", identity)).toBe("/dev/serial/by-id/usb-Meter_7-if00");
  });

  it("is known by its serial number where there is no link", () => {
    const { root } = computer("ttyUSB0", "ttyUSB1");
    serial(root, "ttyUSB0", "0042");
    const identity = identityOf(root, "/dev/ttyUSB0");
    expect(identity).toEqual({ link: undefined, serial: "0042" });
    rmSync(join(root, "sys"), { recursive: true });
    expect(findAgain(root, "/dev/ttyUSB0", identity)).toBeUndefined();
    serial(root, "ttyUSB1", "0042");
    expect(findAgain(root, "/dev/ttyUSB0", identity)).toBe("/dev/ttyUSB1");
  });

  it("without either is known by its place", () => {
    const { root } = computer("ttyUSB0");
    expect(findAgain(root, "/dev/ttyUSB0", identityOf(root, "/dev/ttyUSB0"))).toBe("/dev/ttyUSB0");
  });
});
