import { setImmediate } from "node:timers/promises";
import type { ColumnQuantity, Rail } from "../../core/rail.js";
import type { ReadingUncertainty, SamplesPiece, SinkRun } from "../../core/sink.js";
import { Block } from "./block.js";
import { Recent } from "./recent.js";
import { tagsText } from "./text.js";

const ROOM_BYTES = 2 ** 16;
/** In one turn of the event loop: what is on its way has to be handed to the kernel meanwhile, piece by piece. */
const LINES_A_TURN = 250;
/** What a character of UTF-16 takes in UTF-8, at most. */
const WIDEST = 3;

/** The field of a column, in SI. */
export const fields: Readonly<Record<ColumnQuantity, string>> = {
  power: "power_w",
  energy: "energy_j",
  voltage: "voltage_v",
  current: "current_a",
};

/** One rail of a probe: its fields, and the beginning of its lines by phase. */
interface RailLines {
  /** Its fields at an instant. */
  text(values: readonly Float64Array[], i: number): string;
  head(phase: string): string;
}

/** One condition of a probe. */
interface ConditionLines {
  readonly index: number;
  readonly head: string;
}

/** All of a probe. */
interface ProbeLines {
  readonly rails: readonly RailLines[];
  readonly conditions: readonly ConditionLines[];
}

/** Of a probe's samples the lines: `power` for each rail that has a value at an instant, `condition` for each condition. */
export class SampleLines {
  readonly #run: SinkRun;
  readonly #probes = new Map<string, ProbeLines>();
  /** Where lines are written, in turns: while some are on their way the next is filled. They grow as needed. */
  readonly #rooms: Buffer[];
  #turn = 0;
  /** ASCII, of which each character is a byte, is written faster: so it is as long as every head is. */
  #encoding: "latin1" | "utf8" = "latin1";

  /** `kept`: so many blocks are still needed when the next is taken. */
  constructor(run: SinkRun, kept = 1) {
    this.#run = run;
    this.#rooms = Array.from({ length: kept + 1 }, () => Buffer.allocUnsafe(ROOM_BYTES));
  }

  /**
   * The lines of the samples from `from` on, as many instants as make about `most` lines; and where it stopped. The room
   * of a block is used again when as many as are `kept` have been taken after it.
   */
  async take(piece: SamplesPiece, from: number, most: number): Promise<{ readonly block: Block; readonly to: number }> {
    const known = this.#linesOf(piece);
    this.#turn = (this.#turn + 1) % this.#rooms.length;
    let room = this.#rooms[this.#turn] ?? Buffer.allocUnsafe(ROOM_BYTES);
    let count = 0;
    let bytes = 0;
    let rest = LINES_A_TURN;
    let i = from;
    for (; i < piece.at.length && count < most; i++) {
      // an instant at a time: short strings are written faster than long ones are put together
      const { text, lines } = this.#instant(known, piece, i);
      if (room.length - bytes < WIDEST * text.length) room = grown(room, WIDEST * text.length);
      bytes += room.write(text, bytes, this.#encoding);
      count += lines;
      if (count < rest) continue;
      rest = count + LINES_A_TURN;
      await setImmediate();
    }
    this.#rooms[this.#turn] = room;
    return { block: new Block(room.subarray(0, bytes), count), to: i };
  }

  #instant({ rails, conditions }: ProbeLines, piece: SamplesPiece, i: number): { text: string; lines: number } {
    const instant = piece.at[i] ?? 0n;
    const stamp = ` ${this.#run.wall(instant)}\n`;
    const phase = piece.phase(instant);
    let text = "";
    let lines = 0;
    for (const rail of rails) {
      const own = rail.text(piece.columns, i);
      if (own === "") continue;
      text += rail.head(phase) + own + stamp;
      lines++;
    }
    for (const { index, head } of conditions) {
      const value = piece.columns[index]?.[i] ?? Number.NaN;
      if (!Number.isFinite(value)) continue;
      text += `${head}${value}${stamp}`;
      lines++;
    }
    return { text, lines };
  }

  #linesOf({ probe }: SamplesPiece): ProbeLines {
    const known = this.#probes.get(probe.name);
    if (known !== undefined) return known;
    let next = 0;
    const rails = probe.rails.map((rail) => {
      const first = next;
      next += rail.columns.length;
      return this.#railLines(probe.name, rail, first);
    });
    const conditions = (probe.conditions ?? []).map(({ name, unit }, k) => ({
      index: next + k,
      head: this.#head("condition", { ...this.#tags(probe.name), condition: name, unit }, "value="),
    }));
    const made = { rails, conditions };
    this.#probes.set(probe.name, made);
    return made;
  }

  #railLines(probe: string, rail: Rail, first: number): RailLines {
    const heads = new Map<string, string>();
    const uncertainty = rail.measures === "power" ? this.#run.uncertainty(probe, rail) : undefined;
    return {
      text: textOf(rail, first, uncertainty),
      head: (phase) => {
        let head = heads.get(phase);
        if (head === undefined) {
          head = this.#head("power", { ...this.#tags(probe), rail: rail.id, point: rail.point, phase });
          heads.set(phase, head);
        }
        return head;
      },
    };
  }

  #head(measurement: string, tags: Readonly<Record<string, string>>, rest = ""): string {
    const head = `${measurement}${tagsText(tags)} ${rest}`;
    if (!isAscii(head)) this.#encoding = "utf8";
    return head;
  }

  #tags(probe: string) {
    return { host: this.#run.manifest.host.hostname, run: this.#run.id, probe };
  }
}

/** Of an instant the fields of a rail whose columns begin at `first`. */
function textOf(rail: Rail, first: number, uncertainty: ReadingUncertainty | undefined): RailLines["text"] {
  const columns = rail.columns.map(({ quantity, scale }, k) => ({ index: first + k, key: fields[quantity], scale }));
  const [only, ...others] = columns;
  const all = (values: readonly Float64Array[], i: number) => fieldsOf({ columns, uncertainty }, values, i);
  if (only === undefined || others.length > 0) return all;
  const recent = new Recent();
  return (values, i) => recent.text(values[only.index]?.[i] ?? Number.NaN, () => all(values, i));
}

interface Fields {
  readonly columns: readonly { readonly index: number; readonly key: string; readonly scale: number }[];
  readonly uncertainty: ReadingUncertainty | undefined;
}

/**
 * `power_w=4.5,u_w=0.1`, or `voltage_v=5,current_a=0.9,power_w=4.5,u_w=0.1` where more than one column makes it; what is no
 * number is left out, and empty is a gap.
 */
function fieldsOf({ columns, uncertainty }: Fields, values: readonly Float64Array[], i: number): string {
  let text = "";
  let value = 1;
  let volts = Number.NaN;
  for (const { index, key, scale } of columns) {
    const own = (values[index]?.[i] ?? Number.NaN) * scale;
    value *= own;
    if (key === fields.voltage) volts = own;
    if (!Number.isFinite(own)) continue;
    text += text === "" ? `${key}=${own}` : `,${key}=${own}`;
  }
  if (!Number.isFinite(value)) return text;
  if (columns.length > 1) text += `,power_w=${value}`;
  const u = uncertainty?.(value, volts) ?? Number.NaN;
  return Number.isFinite(u) ? `${text},u_w=${u}` : text;
}

const isAscii = (text: string): boolean => /^\p{ASCII}*$/u.test(text);

function grown(room: Buffer, more: number): Buffer {
  const next = Buffer.allocUnsafe(2 * room.length + more);
  room.copy(next);
  return next;
}
