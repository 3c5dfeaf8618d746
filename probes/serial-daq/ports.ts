import { accessSync, constants, readdirSync, readFileSync, realpathSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { Detection, Host } from "../../src/core/probe.js";
import { JOIN_GROUP } from "./port.js";

const BY_ID = "dev/serial/by-id";
const TTY = /^tty(USB|ACM)\d+$/;
/** A USB device is at most so many folders above its port in sysfs. */
const ABOVE = 4;

/** Serial ports below the root, as people name them: each by its link that stays the same, where it has one. */
function portsOf(root: string): readonly string[] {
  const links = list(join(root, BY_ID)).map((name) => `/${BY_ID}/${name}`);
  const linked = new Set(links.map((link) => realPath(join(root, link))));
  const plain = list(join(root, "dev"))
    .filter((name) => TTY.test(name))
    .map((name) => `/dev/${name}`);
  return [...links, ...plain.filter((path) => !linked.has(realPath(join(root, path))))].sort();
}

/** Which ports there are; none is opened, since opening one resets many a board behind it. */
export function detectPorts({ root }: Host): Detection {
  const ports = portsOf(root);
  if (ports.length === 0)
    return {
      status: "missing",
      what: "no serial port (/dev/ttyUSB*, /dev/ttyACM*)",
      remedy: "Plug the meter in; name another port with --probe serial-daq:path=/dev/ttyS0,protocol=csv,...",
    };
  const open = ports.filter((path) => mayOpen(join(root, path)));
  if (open.length === 0) return { status: "no-permission", what: ports.join(", "), remedy: JOIN_GROUP };
  return { status: "found", what: open.join(", ") };
}

/** What a device is known by when it comes back: its link by id, its serial number. */
export interface Identity {
  readonly link: string | undefined;
  readonly serial: string | undefined;
}

/** What the device behind a port is known by. */
export function identityOf(root: string, path: string): Identity {
  const real = realPath(join(root, path));
  const link = list(join(root, BY_ID)).find((name) => realPath(join(root, BY_ID, name)) === real);
  return { link, serial: serialOf(root, basename(path)) };
}

/** The path, below the root, of a device that was unplugged and has come back; undefined while it is away. */
export function findAgain(root: string, path: string, { link, serial }: Identity): string | undefined {
  if (link !== undefined) {
    const place = join(root, BY_ID, link);
    if (realPath(place) !== undefined) return `/${BY_ID}/${link}`;
  }
  if (serial !== undefined) {
    const name = list(join(root, "dev")).find((name) => TTY.test(name) && serialOf(root, name) === serial);
    if (name !== undefined) return `/dev/${name}`;
  }
  // one that can be told from others is not to be taken for another that has its old name
  if (link !== undefined || serial !== undefined) return undefined;
  return realPath(join(root, path)) === undefined ? undefined : path;
}

/** The serial number of the USB device that a port belongs to, as sysfs has it. */
function serialOf(root: string, name: string): string | undefined {
  let folder = realPath(join(root, "sys/class/tty", name, "device"));
  for (let up = 0; folder !== undefined && up < ABOVE; up++, folder = dirname(folder)) {
    const serial = readSerial(join(folder, "serial"));
    if (serial !== undefined) return serial;
  }
  return undefined;
}

function readSerial(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8").trim() || undefined;
  } catch {
    return undefined;
  }
}

function list(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}

function realPath(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}

function mayOpen(path: string): boolean {
  try {
    accessSync(path, constants.R_OK | constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
