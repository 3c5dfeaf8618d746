import type { ZodType } from "zod";
import type { Column, ErrorSource, Point, SensorWindow } from "../../../src/core/rail.js";
import type { Joules, Seconds } from "../../../src/core/units.js";

/** What a serial protocol makes of bytes: rows by column, and an account of every byte that became none. */
export interface Decoder {
  /** Takes the next bytes of the stream, cut anywhere, and appends the rows they complete. */
  push(bytes: Uint8Array, rows: Rows): void;
  /** No byte comes any more: what was held back is taken or rejected, so that every byte is accounted for. Called once. */
  end?(rows: Rows): void;
  /** Bytes that belong to no row: damaged, cut, or read while looking for the beginning of a row. */
  readonly rejectedBytes: number;
}

/** Rows by column, in buffers that grow: of each only the first `length` values are valid. */
export interface Rows {
  length: number;
  /** The device's own clock in its ticks, unwrapped since the last break; unused where the device has none. */
  ticks: Float64Array;
  columns: Float64Array[];
  /** Rows before which bytes were lost; there `ticks` begins anew at 0, since wraps in the loss cannot be counted. */
  breaks: number[];
  /** Rows in which the meter shows that it was sent a marker. */
  markers: number[];
}

/** An open port, as a protocol's handshake sees it. */
export interface Link {
  write(bytes: Uint8Array): Promise<void>;
  /** The bytes that come next, at least one; undefined when none came within `patience`. */
  read(patience: Seconds): Promise<Uint8Array | undefined>;
}

/** What is measured at one place: one column (power, or an energy counter), or voltage and current. */
export interface MeteredRail {
  /** The name the meter itself gives it. */
  readonly id: string;
  /** Names are `id.quantity`; in the order of the rows' columns. */
  readonly columns: readonly Column[];
  /** Limits of error as the meter's data sheet has them; the user's own word takes their place. */
  readonly uncertainty: readonly ErrorSource[];
  /** Where it is in the power distribution network, when the meter can be nowhere else (a plug-in meter: wall); else the user says. */
  readonly point?: Point;
  /** The rail, by the meter's own name, that feeds this one and so contains it. */
  readonly partOf?: string;
  /** What one row stands for; instantaneous when absent. Counters need none. */
  readonly window?: SensorWindow;
  /** The current's column is the voltage over a shunt: `scale` gives volts, and the user says how many ohms. */
  readonly shunt?: true;
  /** For energy counters: the joules at which they start again from zero. */
  readonly counterRange?: Joules;
}

/** A meter that answered: what its rows hold, and how to keep it sending them. */
export interface Meter {
  /** How to name it in a result: maker, model, version, as far as it says. */
  readonly device: string;
  readonly rails: readonly MeteredRail[];
  /** Nominal spacing of rows. */
  readonly period: Seconds;
  /** Length of one tick of the device's clock; undefined when rows carry none and are placed by their arrival. */
  readonly tick: Seconds | undefined;
  readonly decoder: Decoder;
  /** Sent once to start and to end the stream. */
  readonly start?: Uint8Array;
  readonly stop?: Uint8Array;
  /** What makes the meter mark the row that it sends next. */
  readonly mark?: Uint8Array;
  /**
   * What to send to a meter that only answers; undefined for nothing now. Asked at every period with `due`, and without
   * it after bytes were pushed, since one row may take several questions.
   */
  readonly request?: (due: boolean) => Uint8Array | undefined;
}

/** How to talk to one kind of meter: as much data and as little code as it needs, one file each. */
export interface Protocol<Settings = unknown> {
  readonly name: string;
  /** One sentence for people. */
  readonly title: string;
  readonly baudRate: number;
  /** Strict; every key is described. */
  readonly settings: ZodType<Settings>;
  /** Finds out what is there, e.g. reads its configuration. Throws UNAVAILABLE when it does not answer as this kind does. */
  open(settings: Settings, link: Link): Promise<Meter>;
}

/** Declares a protocol; keeps the settings' type together with `open`, and forgets it for the list of them. */
export const defineProtocol = <Settings>(protocol: Protocol<Settings>): Protocol<Settings> => protocol;

/** Rows of so many columns, with room for `capacity` of them. */
export const emptyRows = (columns: number, capacity = 1024): Rows => ({
  length: 0,
  ticks: new Float64Array(capacity),
  columns: Array.from({ length: columns }, () => new Float64Array(capacity)),
  breaks: [],
  markers: [],
});

/** Makes room for `more` rows; buffers at least double, so that appending costs the same however many there are. */
export function reserve(rows: Rows, more: number): void {
  const needed = rows.length + more;
  if (needed <= rows.ticks.length) return;
  const grow = (old: Float64Array) => {
    const wider = new Float64Array(Math.max(needed, 2 * old.length));
    wider.set(old.subarray(0, rows.length));
    return wider;
  };
  rows.ticks = grow(rows.ticks);
  rows.columns = rows.columns.map(grow);
}
