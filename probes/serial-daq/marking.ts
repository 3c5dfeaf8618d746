import { join } from "node:path";
import { MeasurementError } from "../../src/core/error.js";
import type { Host } from "../../src/core/probe.js";
import type { Meter } from "../shared/serial/protocol.js";
import type { MarkColumn } from "./mark-column.js";
import { Markers } from "./markers.js";
import { openPort, type Port } from "./port.js";
import type { Settings } from "./settings.js";
import type { Holder } from "./stream.js";

/** Marks on their way to the meter, and the port that was opened for them alone. */
export interface Marking extends AsyncDisposable {
  readonly markers: Markers;
}

/** What marking needs. */
export interface MarkingOptions {
  readonly settings: Settings;
  readonly host: Host;
  readonly holder: Holder;
  readonly column: MarkColumn | undefined;
}

/** Makes ready what was asked for; undefined when nothing was. Throws CONFIG or UNAVAILABLE where it cannot be done. */
export async function openMarking(options: MarkingOptions): Promise<Marking | undefined> {
  const { settings, host, holder } = options;
  const port = () => holder.connection.port;
  if (settings.markers) {
    const byte = markerOf(holder.connection.meter, settings.protocol);
    return { markers: new Markers({ clock: host.clock, port, byte }), [Symbol.asyncDispose]: async () => undefined };
  }
  return settings.markLine === undefined ? undefined : openLine(options, settings.markLine, port);
}

function markerOf({ mark }: Meter, protocol: string): Uint8Array {
  if (mark !== undefined) return mark;
  throw new MeasurementError(
    "CONFIG",
    `markers=true: a meter of protocol ${protocol} has no markers`,
    "Leave it out; a wire from DTR or RTS to a spare channel marks any meter: markLine, markColumn",
  );
}

/** The line is down until the command runs. */
async function openLine(
  { settings: { markPort, path }, host, column }: MarkingOptions,
  name: "dtr" | "rts",
  meterPort: () => Port,
): Promise<Marking> {
  const own =
    markPort === undefined
      ? undefined
      : await openPort({ path: join(host.root, markPort), baudRate: 9600 }, host.clock);
  const port = own === undefined ? meterPort : () => own;
  const close = async () => own?.[Symbol.asyncDispose]();
  try {
    await port().set(name, false);
  } catch (cause) {
    await close();
    throw new MeasurementError(
      "UNAVAILABLE",
      `${markPort ?? path} has no line ${name.toUpperCase()} that can be set`,
      "Name a serial port with modem lines in markPort, or leave markLine out",
      { cause },
    );
  }
  const line = { name, port, ...(column !== undefined && { column: column.condition.name }) };
  return { markers: new Markers({ clock: host.clock, port: meterPort, line }), [Symbol.asyncDispose]: close };
}
