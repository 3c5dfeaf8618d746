import { readFileSync, statSync } from "node:fs";
import { resolve } from "node:path";
import type { EngineFile } from "../core/engine-schema.js";
import type { Finding } from "../core/finding.js";
import type { Nanoseconds, Seconds } from "../core/units.js";
import { parseWork } from "./patterns.js";
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
}

/** A file of more than this is no summary. */
const FILE_BYTES = 16 * 1024 * 1024;
/** File systems stamp in steps. */
const STAMP_MS = 20;
/** Colours and other sequences of a terminal. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
const escapes = /\u001b\[[0-9;?]*[A-Za-z]/g;

/** Takes the lines of one execution; what they say of its work comes out at the end. */
export class EngineReader {
  readonly #engine: EngineFile;
  readonly #reading: EngineReading;
  readonly #number: RegExp;
  readonly #required: { readonly line: RegExp; met: boolean }[];
  readonly #edges: { readonly begin: RegExp; readonly end: RegExp } | undefined;
  readonly #startedMs: number;
  /** Texts that the pattern found: the first and the last, and how many. */
  #first: string | undefined;
  #last = "";
  #count = 0;
  #begun: Stamp | undefined;
  #ended: Stamp | undefined;

  constructor(reading: EngineReading, startedMs: number) {
    const { engine } = reading;
    this.#reading = reading;
    this.#engine = engine;
    this.#startedMs = startedMs;
    this.#number = new RegExp(engine.number, "u");
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

  #read(raw: string, stamp: Stamp | undefined): void {
    const line = raw.replace(escapes, "");
    const found = this.#number.exec(line);
    if (found !== null) this.#found(found.groups?.["value"] ?? found[1] ?? "");
    for (const required of this.#required) required.met ||= required.line.test(line);
    if (this.#edges === undefined || stamp === undefined) return;
    if (this.#edges.begin.test(line)) this.#begun ??= stamp;
    if (this.#edges.end.test(line)) this.#ended = stamp;
  }

  #found(text: string): void {
    this.#first ??= text;
    this.#last = text;
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
    return { work: this.#work(), findings: [...unmet, ...caveats], ...(window !== undefined && { window }) };
  }

  /** A file of an earlier run would be the number of another one. */
  #readFile(name: string): Finding | undefined {
    const path = resolve(this.#reading.cwd, name);
    const stat = statSync(path, { throwIfNoEntry: false });
    if (stat === undefined || !stat.isFile()) return this.#say("work-not-found", `the command wrote no ${name}`);
    if (stat.mtimeMs < this.#startedMs - STAMP_MS)
      return this.#say("work-stale", `${name} is older than this run: it is of another one`);
    if (stat.size > FILE_BYTES) return this.#say("work-unreadable", `${name} has ${stat.size} bytes, no summary has`);
    for (const line of readFileSync(path, "utf8").split(/[\r\n]+/)) this.#read(line, undefined);
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
