import { readFileSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { stripVTControlCharacters } from "node:util";
import type { EngineFile } from "../core/engine-schema.js";
import type { Finding } from "../core/finding.js";
import type { Nanoseconds, Seconds } from "../core/units.js";
import { isReckonable, parseWork } from "./patterns.js";
import { quote } from "./tally.js";

/** What an execution's output says of its work. */
export interface EngineOutcome {
  /** Units of work, or units a second; absent when the output gives no number that counts. */
  readonly work?: { readonly kind: "count" | "rate"; readonly value: number };
  /** Between the lines that delimit it; absent where the engine names none. */
  readonly window?: { readonly from: Nanoseconds; readonly to: Nanoseconds; readonly within: Seconds };
  readonly findings: readonly Finding[];
}

/** How a program's output is read, and where. */
export interface EngineReading {
  readonly engine: EngineFile;
  /** Units in one batch; needed where the engine says `perBatch`. */
  readonly batch: number;
  /** The command's working folder. */
  readonly cwd: string;
}

interface Stamp {
  readonly at: Nanoseconds;
  readonly within: Seconds;
  /** Nothing ended the line: its last digits may be missing. */
  readonly unfinished?: boolean;
}

/** A file of more than this is no summary. */
const FILE_BYTES = 16 * 1024 * 1024;
/** Takes the lines of one execution; what they say of its work comes out at the end. */
export class EngineReader {
  readonly #engine: EngineFile;
  readonly #reading: EngineReading;
  readonly #number: RegExp;
  readonly #required: { readonly line: RegExp; met: boolean }[];
  readonly #edges: { readonly begin: RegExp; readonly end: RegExp } | undefined;
  /** The file as it was before the command ran. */
  readonly #before: string;
  /** Texts that the pattern found: the first and the last, and how many. */
  #first: string | undefined;
  #last = "";
  #unfinished = false;
  #count = 0;
  #begun: Stamp | undefined;
  #ended: Stamp | undefined;

  /** `before` is of the time before the command started: it may write its file at once. */
  constructor(reading: EngineReading, before = fileBefore(reading)) {
    const { engine } = reading;
    this.#reading = reading;
    this.#engine = engine;
    this.#before = before;
    this.#number = new RegExp(engine.number, "gu");
    this.#required = engine.requires.map(({ line }) => ({ line: new RegExp(line, "u"), met: false }));
    this.#edges = engine.window && {
      begin: new RegExp(engine.window.begin, "u"),
      end: new RegExp(engine.window.end, "u"),
    };
  }

  /** A line of a stream, with when it came and how late that may be. */
  take(stream: "stdout" | "stderr", line: string, stamp: Stamp): void {
    const { reads } = this.#engine;
    if (typeof reads === "string" && (reads === "output" || reads === stream)) this.#read(line, stamp);
  }

  #read(raw: string, stamp: Stamp | { readonly unfinished: boolean }): void {
    const line = stripVTControlCharacters(raw);
    for (const found of line.matchAll(this.#number))
      this.#found(found.groups?.["value"] ?? found[1] ?? "", stamp.unfinished ?? false);
    for (const required of this.#required) required.met ||= required.line.test(line);
    if (this.#edges === undefined || !("at" in stamp)) return;
    if (this.#edges.begin.test(line)) this.#begun ??= stamp;
    if (this.#edges.end.test(line)) this.#ended = stamp;
  }

  #found(text: string, unfinished: boolean): void {
    this.#first ??= text;
    this.#last = text;
    this.#unfinished = unfinished;
    this.#count++;
  }

  /** What was said, when the command is over. */
  finish(): EngineOutcome {
    const { reads, caveats, requires } = this.#engine;
    const stale = typeof reads === "string" ? undefined : this.#readFile(reads.file);
    if (stale !== undefined) return { findings: [stale] };
    const fault = this.#fault();
    if (fault !== undefined) return { findings: [fault] };
    const window = this.#window();
    if (window === "missing") return { findings: [this.#noWindow()] };
    const unmet = requires.filter((_, k) => this.#required[k]?.met === false).map(({ otherwise }) => otherwise);
    const cut = this.#unfinished ? [this.#cutOff()] : [];
    return { work: this.#work(), findings: [...cut, ...unmet, ...caveats], ...(window !== undefined && { window }) };
  }

  /** A file of an earlier run would be the number of another one. */
  #readFile(name: string): Finding | undefined {
    const path = resolve(this.#reading.cwd, name);
    const stat = statSync(path, { throwIfNoEntry: false });
    if (stat === undefined || !stat.isFile()) return this.#say("work-not-found", `the command wrote no ${name}`);
    if (stateOf(path) === this.#before)
      return this.#say("work-stale", `${name} was there before and was not written by this run: it is of another one`);
    if (stat.size > FILE_BYTES) return this.#say("work-unreadable", `${name} has ${stat.size} bytes, no summary has`);
    const lines = readFileSync(path, "utf8").split(/[\r\n]+/);
    for (const [k, line] of lines.entries()) this.#read(line, { unfinished: k === lines.length - 1 });
    return undefined;
  }

  #fault(): Finding | undefined {
    if (this.#count === 0) return this.#say("work-not-found", "the output has no line with its number");
    if (this.#count > 1 && this.#engine.occurs === "once")
      return this.#say(
        "work-ambiguous",
        `the output has its number ${this.#count} times, ${quote(this.#first ?? "")} first and ${quote(this.#last)} last, where one is expected`,
      );
    if (parseWork(this.#last) === undefined)
      return this.#say("work-unreadable", `${quote(this.#last)} is no decimal number above zero`);
    if (!isReckonable(this.#work().value))
      return this.#say("work-unreadable", `${quote(this.#last)} makes ${this.#work().value}, which no program does`);
    return undefined;
  }

  #work(): NonNullable<EngineOutcome["work"]> {
    const { means, perBatch } = this.#engine;
    const number = parseWork(this.#last) ?? Number.NaN;
    const units = perBatch ? this.#reading.batch : 1;
    if (means === "count") return { kind: "count", value: number * units };
    const perSecond = { rate: number, seconds: 1 / number, milliseconds: 1000 / number }[means];
    return { kind: "rate", value: perSecond * units };
  }

  #window(): EngineOutcome["window"] | "missing" {
    if (this.#edges === undefined) return undefined;
    const [from, to] = [this.#begun, this.#ended];
    if (from === undefined || to === undefined || to.at <= from.at) return "missing";
    return { from: from.at, to: to.at, within: Math.max(from.within, to.within) };
  }

  #noWindow(): Finding {
    return this.#say(
      "window-not-found",
      `the lines between which it measures did not come, or in one piece: when it did its work is not known`,
      "Let it write each line at once (stdbuf -oL, python -u), or compare the engine's window with its output",
    );
  }

  /** A number at the very end of output that was cut off would be another one. */
  #cutOff(): Finding {
    return {
      code: "work-unfinished",
      severity: "degraded",
      message: `Engine ${this.#engine.name}: the number ${quote(this.#last)} stands on a last line that does not end: digits may be missing`,
      remedy: "Look whether the program came to its end, and let it end its last line",
    };
  }

  #say(
    code: string,
    what: string,
    remedy = "Compare the engine's file with the output: the program may be of another version, or have failed",
  ): Finding {
    return {
      code,
      severity: "invalid",
      message: `Engine ${this.#engine.name}: ${what}, so that no rate can be given`,
      remedy,
    };
  }
}

/** The state of the file that a command is to write, where its engine reads one; empty where there is none. */
export const fileBefore = ({ engine: { reads }, cwd }: EngineReading): string =>
  typeof reads === "string" ? "" : stateOf(resolve(cwd, reads.file));

/** What changes when a file is written: by its time alone, one of the run just before would pass for one of this run. */
function stateOf(path: string): string {
  const stat = statSync(path, { bigint: true, throwIfNoEntry: false });
  return stat === undefined ? "" : [stat.ino, stat.size, stat.mtimeNs].join();
}
