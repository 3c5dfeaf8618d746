import { eventToLine } from "../../core/event-json.js";
import { runFileToJson } from "../../core/manifest-json.js";
import type { Mark } from "../../core/mark.js";
import type { Figure, Result, WindowResult } from "../../core/result.js";
import type { EndingPiece, EventsPiece, SinkRun } from "../../core/sink.js";
import type { Nanoseconds } from "../../core/units.js";
import { stringField, tagsText } from "./text.js";

/** InfluxDB 1.x takes 64 KiB in a string; a part of half of it stays below with every letter escaped. */
const MOST_BYTES = 32_000;
const MICROSECOND = 1000n;

/** Of a run the lines of the measurement `run`: everything that is no sample, so that the recording can be made again. */
export class RunLines {
  readonly #run: SinkRun;
  readonly #zero: Nanoseconds;

  constructor(run: SinkRun) {
    this.#run = run;
    this.#zero = run.wall(run.manifest.start);
  }

  /** The manifest stands before the first event. */
  events({ from, events }: EventsPiece): readonly string[] {
    return [
      ...(from === 0 ? [this.#text("manifest", runFileToJson({ manifest: this.#run.manifest }), 0)] : []),
      ...events.flatMap((event, k) => {
        const number = from + k;
        const line = this.#text("event", eventToLine(event), number);
        return event.type === "mark" ? [line, this.#mark(event.mark, number)] : [line];
      }),
    ];
  }

  ending({ ending, result }: EndingPiece): readonly string[] {
    const { manifest } = this.#run;
    const whole = this.#text("ending", runFileToJson({ manifest, ending }), 0);
    return [whole, ...(result === undefined ? [] : this.#results(result))];
  }

  /** Numbered by the nanoseconds after the start: what carries one number has one place. */
  #text(kind: string, text: string, number: number): string {
    const parts = partsOf(text).map((part, k) => `json${k === 0 ? "" : k}=${stringField(part)}`);
    return `${this.#head({ kind })} ${parts.join(",")} ${this.#zero + BigInt(number)}`;
  }

  /** At its instant, for people; the last three digits keep marks apart that fall together. */
  #mark({ kind: edge, name, at, source }: Mark, number: number): string {
    const instant = this.#run.wall(at);
    const place = instant - (instant % MICROSECOND) + BigInt(number % Number(MICROSECOND));
    const fields = `name=${stringField(name)},edge="${edge}",source="${source}"`;
    return `${this.#head({ kind: "mark" })} ${fields} ${place}`;
  }

  #results({ windows, quality: { verdict } }: Result): readonly string[] {
    return windows.flatMap((window) => {
      const end = this.#run.wall(BigInt(window.toNs));
      return subjectsOf(window).map(({ probe, of, point, fields }) => {
        const head = this.#head({ kind: "result", window: window.name, probe, of, point });
        return `${head} ${fields},duration_s=${window.durationS},verdict="${verdict}" ${end}`;
      });
    });
  }

  #head(tags: Readonly<Record<string, string>>): string {
    return `run${tagsText({ host: this.#run.manifest.host.hostname, run: this.#run.id, ...tags })}`;
  }
}

interface Subject {
  readonly probe: string;
  readonly of: string;
  readonly point: string;
  readonly fields: string;
}

const subjectsOf = ({ rails, totals }: WindowResult): readonly Subject[] =>
  [
    ...rails.map((rail) => ({ ...rail, of: rail.rail })),
    ...totals.map((total) => ({ ...total, of: `total ${total.name}` })),
  ].map(({ probe, of, point, energyJ, meanPowerW, coverage }) => ({
    probe,
    of,
    point,
    fields: [
      ...figureFields("energy", "j", energyJ),
      ...figureFields("power", "w", meanPowerW),
      `coverage=${coverage}`,
    ].join(","),
  }));

/** A number that cannot be given has no field. */
const figureFields = (name: string, unit: string, figure: Figure | null): readonly string[] =>
  figure === null ? [] : [`${name}_${unit}=${figure.value}`, `${name}_u95_${unit}=${figure.U95}`];

/** A text in parts that a string field can hold, cut between characters. */
function partsOf(text: string): readonly string[] {
  const parts: string[] = [];
  let part = "";
  let bytes = 0;
  for (const character of text) {
    const length = Buffer.byteLength(character);
    if (bytes + length > MOST_BYTES) {
      parts.push(part);
      [part, bytes] = ["", 0];
    }
    part += character;
    bytes += length;
  }
  return [...parts, part];
}
