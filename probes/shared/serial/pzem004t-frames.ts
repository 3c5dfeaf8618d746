import { joined } from "./bytes.js";
import { crc16, withCrc } from "./modbus.js";
import { type Decoder, type Rows, reserve } from "./protocol.js";

/** Everyone on the bus listens to it. */
export const ANY_ADDRESS = 0xf8;

const READ_INPUT = 0x04;
const REGISTERS = 10;
const REPLY_BYTES = 5 + 2 * REGISTERS;
const REFUSAL_BYTES = 5;
const REFUSED = 0x80;
const POWER_AT = 9;

/** What is on the way from the meter: nothing, the answer to the last question, or one that is late. */
type Awaited = "nothing" | "answer" | "late answer";

/**
 * A PZEM-004T of version 3, which is asked for all its registers at once (devices.md F5). A row is the power, in tenths of a
 * watt. A question without an answer in time is followed by a period of listening alone: what comes then is late and is
 * no row, as an answer does not tell which question it belongs to.
 */
export class Pzem implements Decoder {
  readonly #address: number;
  #held: Uint8Array = new Uint8Array(0);
  #awaited: Awaited = "nothing";
  #rejectedBytes = 0;
  /** The meter's own address, as its last answer had it. */
  answeredBy: number | undefined;
  /** The code with which it last refused an answer. */
  refusal: number | undefined;

  constructor(address: number) {
    this.#address = address;
  }

  get rejectedBytes(): number {
    return this.#rejectedBytes;
  }

  /** What to send now; `due` says that a period has passed. */
  request(due: boolean): Uint8Array | undefined {
    if (!due) return undefined;
    this.end();
    const late = this.#awaited === "answer";
    this.#awaited = late ? "late answer" : "answer";
    return late ? undefined : withCrc([this.#address, READ_INPUT, 0, 0, 0, REGISTERS]);
  }

  push(bytes: Uint8Array, rows: Rows): void {
    const all = joined(this.#held, bytes);
    let at = 0;
    while (at < all.length) {
      const length = this.#lengthAt(all, at);
      if (at + length > all.length) break;
      const sound = length > 1 && crc16(all, at, at + length) === 0;
      // one byte is dropped and the search goes on
      if (!sound) this.#rejectedBytes++;
      else this.#take(all.subarray(at, at + length), rows);
      at += sound ? length : 1;
    }
    this.#held = all.slice(at);
  }

  /** What was held back is the beginning of an answer whose rest never came. */
  end(): void {
    this.#rejectedBytes += this.#held.length;
    this.#held = new Uint8Array(0);
  }

  /** How long the frame that may begin here is; 1 when none does. As much as is there has to fit. */
  #lengthAt(all: Uint8Array, at: number): number {
    const [address = 0, code, count = 2 * REGISTERS] = all.subarray(at, at + 3);
    const ours = this.#address === ANY_ADDRESS ? address > 0 && address <= ANY_ADDRESS : address === this.#address;
    if (!ours) return 1;
    if (code === (READ_INPUT | REFUSED)) return REFUSAL_BYTES;
    return (code === undefined || code === READ_INPUT) && count === 2 * REGISTERS ? REPLY_BYTES : 1;
  }

  #take(frame: Uint8Array, rows: Rows): void {
    const awaited = this.#awaited;
    this.#awaited = "nothing";
    if (frame.length !== REPLY_BYTES || awaited !== "answer") {
      if (frame.length === REFUSAL_BYTES) this.refusal = frame[2];
      this.#rejectedBytes += frame.length;
      return;
    }
    this.answeredBy = frame[0];
    reserve(rows, 1);
    const [power] = rows.columns;
    if (power !== undefined) power[rows.length] = readLong(frame, POWER_AT);
    rows.length++;
  }
}

/** Two registers, the low one first, each with its high byte first. */
function readLong(bytes: Uint8Array, at: number): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return view.getUint16(at) + view.getUint16(at + 2) * 0x10000;
}
