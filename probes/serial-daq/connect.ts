import { existsSync } from "node:fs";
import { join } from "node:path";
import { MeasurementError } from "../../src/core/error.js";
import type { Host } from "../../src/core/probe.js";
import { nanoseconds, type Seconds } from "../../src/core/units.js";
import type { Meter } from "../shared/serial/protocol.js";
import { openPort, type Port } from "./port.js";
import { findAgain, type Identity, identityOf } from "./ports.js";
import { TimedLink } from "./round-trip.js";
import { ownSettings, protocolOf, type Settings } from "./settings.js";

/** A meter that answered, and its port. */
export interface Connection {
  readonly port: Port;
  readonly meter: Meter;
  readonly identity: Identity;
  /** No byte needs longer from the meter to us; undefined of a meter that was not asked, or never silent before. */
  readonly roundTrip: Seconds | undefined;
  /** Whether the port still has its name: one that was unplugged has not. */
  isThere(): boolean;
}

/** Pauses before opening again: doubled from the first to the longest. */
const FIRST_PAUSE: Seconds = 0.1;
const LONGEST_PAUSE: Seconds = 5;
/** Opened this often in vain, half a minute in all, it is gone for good. */
const ATTEMPTS = 11;

/** Opens the port and finds the meter behind it; closes it again when there is none. `path` is another than the settings' once it was found again. */
export async function connect(settings: Settings, host: Host, path = settings.path): Promise<Connection> {
  const protocol = protocolOf(settings.protocol);
  const identity = identityOf(host.root, path);
  const line = { path: join(host.root, path), baudRate: settings.baudRate ?? protocol.baudRate };
  const port = await openPort(line, host.clock);
  const link = new TimedLink(port, host.clock);
  try {
    const meter = await protocol.open(ownSettings(settings, protocol), link);
    return { port, identity, isThere: () => existsSync(line.path), meter, roundTrip: link.roundTrip };
  } catch (error) {
    await port[Symbol.asyncDispose]();
    throw error;
  }
}

/** Waits for a meter that was there to come back, under whatever name; undefined when `signal` aborts. Throws PROBE_DIED. */
export async function reconnect(
  settings: Settings,
  { host, identity, like }: { readonly host: Host; readonly identity: Identity; readonly like: Meter },
  signal: AbortSignal,
): Promise<Connection | undefined> {
  let pause = FIRST_PAUSE;
  let why: unknown;
  for (let attempt = 1; attempt <= ATTEMPTS && !signal.aborted; attempt++) {
    await host.clock.until(host.clock.now() + nanoseconds(pause), signal);
    if (signal.aborted) return undefined;
    pause = Math.min(2 * pause, LONGEST_PAUSE);
    try {
      const path = findAgain(host.root, settings.path, identity);
      if (path === undefined) continue;
      const connection = await connect(settings, host, path);
      if (isLike(connection.meter, like)) return connection;
      await connection.port[Symbol.asyncDispose]();
      why = new Error("another meter answers there now");
    } catch (error) {
      why = error;
    }
  }
  if (signal.aborted) return undefined;
  throw new MeasurementError(
    "PROBE_DIED",
    `The meter at ${settings.path} went away and did not come back${why instanceof Error ? `: ${why.message}` : ""}`,
    "See cable, hub and supply of the meter, and the kernel's log (`dmesg | tail`)",
    { cause: why },
  );
}

const isLike = (a: Meter, b: Meter): boolean => shapeOf(a) === shapeOf(b);
const shapeOf = ({ rails, period, tick }: Meter): string =>
  JSON.stringify([period, tick, rails.map(({ id, columns }) => [id, columns])]);
