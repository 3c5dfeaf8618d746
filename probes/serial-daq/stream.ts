import type { Batch } from "../../src/core/batch.js";
import type { Host } from "../../src/core/probe.js";
import { type Nanoseconds, nanoseconds, type Seconds } from "../../src/core/units.js";
import { abortOf } from "../shared/instants.js";
import { type Connection, reconnect } from "./connect.js";
import type { MarkColumn } from "./mark-column.js";
import type { Shown } from "./markers.js";
import type { RailPlan } from "./rails.js";
import { RowBatches } from "./row-batches.js";
import type { Settings } from "./settings.js";

/** What to sample. */
export interface Sampling {
  readonly probe: string;
  readonly host: Host;
  readonly settings: Settings;
  readonly plans: readonly RailPlan[];
  readonly period: Seconds;
  readonly markColumn?: MarkColumn | undefined;
  readonly onMarker?: (shown: Shown) => void;
}

/** Rows are handed on this often: often enough to look at, and seldom enough to cost nothing. */
const BATCH: Seconds = 0.1;
/** Some ports that are unplugged say nothing of it: after so long without a byte it is worth a look. */
const QUIET = nanoseconds(0.3);
/** A meter that sends no byte for so many periods, and this long, is silent. */
const SILENCE = { periods: 10, least: 3 };

/** Where the connection at hand is kept, so that whoever disposes of the probe can close it. */
export interface Holder {
  connection: Connection;
}

/** Samples from the open meter until `signal` aborts; one that goes away or falls silent is opened again and leaves a gap. */
export async function* sample(sampling: Sampling, holder: Holder, signal: AbortSignal): AsyncGenerator<Batch> {
  const { probe, host, settings } = sampling;
  const batches = new RowBatches(probe, { ...sampling, meter: holder.connection.meter, epoch: host.clock.now() });
  const over = abortOf(signal, host.clock);
  let away: string | undefined;
  while (!signal.aborted) {
    const reason = yield* attend(sampling, { connection: holder.connection, batches }, signal);
    const rest = batches.end();
    if (rest !== undefined) yield rest;
    await hangUp(holder.connection);
    if (signal.aborted) break;
    away = reason;
    const { meter: like, identity } = holder.connection;
    const again = await reconnect(settings, { host, identity, like }, signal);
    if (again === undefined) break;
    holder.connection = again;
    batches.reopened(again.meter, reason);
    away = undefined;
  }
  // whoever disposed of the probe knew nothing of a meter that came back only after that
  await hangUp(holder.connection);
  const tail = batches.tail(over(), away);
  if (tail !== undefined) yield tail;
}

/** Tells a meter to stop sending, and closes the port. Safe twice. */
export async function hangUp({ port, meter }: Connection): Promise<void> {
  if (meter.stop !== undefined && !port.gone.aborted) void port.write(meter.stop);
  await port[Symbol.asyncDispose]();
}

interface Attended {
  readonly connection: Connection;
  readonly batches: RowBatches;
}

/** Rows as they come, until the port is gone, silent, or `signal` aborts; gives the reason. */
async function* attend(sampling: Sampling, attended: Attended, signal: AbortSignal): AsyncGenerator<Batch, string> {
  const { clock } = sampling.host;
  const { connection, batches } = attended;
  const { port, meter } = connection;
  const silence = nanoseconds(Math.max(SILENCE.least, SILENCE.periods * sampling.period));
  const asking = new Asking(sampling, connection);
  let heard = clock.now();
  port.attend((bytes, at) => {
    heard = at;
    asking.heard(batches.push(bytes, at, asking.since));
  });
  if (meter.start !== undefined) void port.write(meter.start);
  const over = AbortSignal.any([signal, port.gone]);
  let due = clock.now() + nanoseconds(BATCH);
  while (!over.aborted) {
    asking.ask();
    await clock.until(asking.earlier(due), over);
    const now = clock.now();
    if (now < due && !over.aborted) continue;
    due = now + nanoseconds(BATCH);
    const batch = batches.take(false);
    if (batch !== undefined) yield batch;
    if (now - heard > QUIET && !connection.isThere()) return "device-gone";
    if (now - heard > silence) return "device-silent";
  }
  return "device-gone";
}

/** Asks a meter that only answers: what the meter's own protocol says, at every period and whenever something came. */
class Asking {
  readonly #sampling: Sampling;
  readonly #connection: Connection;
  #next: Nanoseconds;
  #since: Nanoseconds | undefined;

  constructor(sampling: Sampling, connection: Connection) {
    this.#sampling = sampling;
    this.#connection = connection;
    this.#next = sampling.host.clock.now();
  }

  /** When the first question of the row at hand was put. */
  get since(): Nanoseconds | undefined {
    return this.#since;
  }

  /** The instant `due`, or that of the next question where it is sooner. */
  earlier(due: Nanoseconds): Nanoseconds {
    return this.#connection.meter.request !== undefined && this.#next < due ? this.#next : due;
  }

  /** Something came, which may have been the answer to the last question of a row. */
  heard(rows: number): void {
    if (rows > 0) this.#since = undefined;
    this.#put(false);
  }

  /** Puts the question when its time has come. */
  ask(): void {
    const now = this.#sampling.host.clock.now();
    if (now < this.#next) return;
    const step = nanoseconds(this.#sampling.period);
    // missed questions are not made up for
    this.#next += step * ((now - this.#next) / step + 1n);
    this.#put(true);
  }

  #put(due: boolean): void {
    const { port, meter } = this.#connection;
    const question = meter.request?.(due);
    if (question === undefined) return;
    if (due || this.#since === undefined) this.#since = this.#sampling.host.clock.now();
    void port.write(question);
  }
}
