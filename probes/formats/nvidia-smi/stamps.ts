import { localMillis } from "../../shared/nvidia/table.js";
import { isZoneless, parseTime } from "../csv/time.js";
import { utcOf } from "../zone.js";
import { type Cells, textOf } from "./cells.js";

/** `2023/07/30 17:28:02.589`: up to the seconds it is the same for many rows. */
const LENGTH = 23;
const MINUTE_LENGTH = 17;
const [ZERO, POINT] = [0x30, 0x2e];
const NANOS_PER_MS = 1e6;

/** Reads the time column: the tool's own local time, or ISO 8601 with its zone, in milliseconds since 1970. */
export class Stamps {
  readonly #zone: string | undefined;
  readonly #minute = new Uint8Array(MINUTE_LENGTH);
  #minuteMs = Number.NaN;
  /** A time was read that does not say of which zone it is. */
  local = false;

  constructor(zone: string | undefined) {
    this.#zone = zone;
  }

  /** NaN for what is no time. */
  read(cells: Cells, cell: number): number {
    const { bytes, starts, ends } = cells;
    const start = starts[cell] ?? 0;
    if ((ends[cell] ?? 0) - start === LENGTH && this.#isMinute(bytes, start)) {
      const second = twoDigits(bytes, start + 17);
      const hundredths = twoDigits(bytes, start + 20);
      const thousandths = (bytes[start + 22] ?? 0) - ZERO;
      const exact = bytes[start + 19] === POINT && second <= 60 && hundredths <= 99 && thousandths >= 0;
      if (exact && thousandths <= 9) return this.#minuteMs + second * 1000 + hundredths * 10 + thousandths;
    }
    return this.#slowly(textOf(cells, cell), bytes, start);
  }

  #isMinute(bytes: Buffer, start: number): boolean {
    const minute = this.#minute;
    for (let k = 0; k < MINUTE_LENGTH; k++) if (bytes[start + k] !== minute[k]) return false;
    return true;
  }

  /** In full; the minute is kept for the rows that follow. */
  #slowly(text: string, bytes: Buffer, start: number): number {
    const own = localMillis(text);
    const local = own ?? isoMillis(text);
    if (own === undefined && !isZoneless(text)) return local;
    this.local = true;
    const within = local % 60_000;
    this.#minuteMs = this.#zone === undefined ? local - within : utcOf(local - within, this.#zone);
    this.#minute.set(bytes.subarray(start, start + MINUTE_LENGTH));
    return this.#minuteMs + within;
  }
}

/** NaN for what is no time of ISO 8601. */
const isoMillis = (text: string): number => Number(parseTime(text, "iso") ?? Number.NaN) / NANOS_PER_MS;

/** NaN for what are no two digits. */
function twoDigits(bytes: Buffer, at: number): number {
  const tens = (bytes[at] ?? 0) - ZERO;
  const ones = (bytes[at + 1] ?? 0) - ZERO;
  return tens < 0 || tens > 9 || ones < 0 || ones > 9 ? Number.NaN : tens * 10 + ones;
}
