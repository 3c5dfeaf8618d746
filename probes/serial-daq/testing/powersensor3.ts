import type { Pty } from "./pty.js";

const SENSORS = 8;
const FRAMES_PER_MS = 20;
/** No port takes more at once. */
const MOST_FRAMES = 2000;

/** A record of the device's memory by the layout of devices.md F1: a pair of 12 V and 2 A in use, all others not. */
function record(index: number): Uint8Array {
  const bytes = new Uint8Array(41);
  const view = new DataView(bytes.buffer);
  view.setFloat32(32, 0, true);
  view.setFloat32(36, 3.3 / 1023, true);
  bytes[40] = index < 2 ? 1 : 0;
  return bytes;
}

/** Levels are amperes and volts themselves. */
const levels = [2, 12, 0, 0, 0, 0, 0, 0];

function frame(number: number, marker: boolean): readonly number[] {
  const micros = (number * 50) & 1023;
  const sensors = levels.flatMap((level, id) => [
    0x80 | (id << 4) | (level >> 6),
    (id === 0 && marker ? 0x40 : 0) | (level & 63),
  ]);
  return [0xf0 | (micros >> 6), 0x40 | (micros & 63), ...sensors];
}

/** Plays a PowerSensor3: it answers, streams 20,000 frames a second, and marks the next frame when it is sent an M. */
export class PlayedSensor {
  /** How many markers it was sent. */
  marked = 0;
  readonly #pty: Pty;
  #read = 0;
  #on = false;
  #record = SENSORS;
  #frame = 0;
  #pendingMarker = false;

  constructor(pty: Pty) {
    this.#pty = pty;
    // frames before answers: no frame may have a marker that came after it
    pty.talk(2, (ms) => Uint8Array.from([...(this.#on ? this.#frames(ms) : []), ...this.#answers()]));
  }

  #answers(): readonly number[] {
    const said = this.#pty.heard.slice(this.#read);
    this.#read = this.#pty.heard.length;
    return [...said].flatMap((command) => this.#answer(command));
  }

  #answer(command: string): readonly number[] {
    if (this.#record < SENSORS) {
      this.#record++;
      return this.#record < SENSORS ? [...record(this.#record)] : [...Buffer.from("D")];
    }
    if (command === "X") return [0xff, 0x3f, 0xff, 0x3f];
    if (command === "V") return [...Buffer.from("F411-1.6.1\r\n")];
    if (command === "S") this.#on = true;
    if (command === "T") this.#on = false;
    if (command === "M") {
      this.#pendingMarker = true;
      this.marked++;
    }
    if (command !== "R") return [];
    this.#record = 0;
    return [...record(0)];
  }

  #frames(ms: number): readonly number[] {
    const due = ms * FRAMES_PER_MS;
    const bytes: number[] = [];
    if (due - this.#frame > MOST_FRAMES) this.#frame = due - MOST_FRAMES;
    for (; this.#frame < due; this.#frame++) {
      const last = this.#pendingMarker && this.#frame === due - 1;
      bytes.push(...frame(this.#frame, last));
      if (last) this.#pendingMarker = false;
    }
    return bytes;
  }
}
