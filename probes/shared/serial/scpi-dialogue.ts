import { ascii, joined } from "./bytes.js";
import { type Decoder, type Rows, reserve } from "./protocol.js";
import { parseAnswer } from "./scpi-answer.js";

const LINE_FEED = 0x0a;
const LONGEST_LINE = 4096;

/** A question, and how many numbers its answer has. */
export interface Question {
  readonly query: string;
  readonly numbers: number;
}

/** Which number of which question's answer a column is. */
export interface Source {
  readonly question: number;
  readonly field: number;
}

/** What is asked for a row. */
export interface DialoguePlan {
  /** What `*IDN?` is answered with: no measurement looks like it. */
  readonly identity: string;
  readonly questions: readonly Question[];
  readonly columns: readonly Source[];
  /** A question without an answer for so many periods is lost. */
  readonly patiencePeriods: number;
}

/** The command that ends in an answer everyone knows. */
export const IDENTIFY = "*IDN?";

type State =
  /** Nothing is asked. `next` is what to ask now, for a row that has begun. */
  | { readonly is: "ready"; readonly next?: number }
  | { readonly is: "asking"; readonly question: number; waited: number }
  /** Answers may be out of step with questions: nothing counts until the instrument has told who it is. */
  | { readonly is: "lost"; waited: number };

/**
 * One question at a time to an instrument that answers in lines, in its own order and time. None is put before the last
 * one's answer. When that does not come, or a line comes that none asked for, or one that cannot be its answer, the row is
 * given up and the instrument asked for its name: what comes before that name is late. Lines have no checksum: a digit
 * lost on the way cannot be seen.
 */
export class Dialogue implements Decoder {
  readonly #plan: DialoguePlan;
  #state: State = { is: "ready" };
  #held: Uint8Array = new Uint8Array(0);
  #answers: (readonly number[])[] = [];
  /** Of the answers of the row at hand. */
  #answerBytes = 0;
  #rejectedBytes = 0;

  constructor(plan: DialoguePlan) {
    this.#plan = plan;
  }

  get rejectedBytes(): number {
    return this.#rejectedBytes;
  }

  /** What to send now; `due` says that a period has passed. */
  request(due: boolean): Uint8Array | undefined {
    const state = this.#state;
    if (state.is === "ready") return due || state.next !== undefined ? this.#ask(state.next ?? 0) : undefined;
    if (!due || state.waited++ < this.#plan.patiencePeriods) return undefined;
    this.#giveUp();
    this.#state = { is: "lost", waited: 0 };
    return line(IDENTIFY);
  }

  #ask(question: number): Uint8Array {
    this.#state = { is: "asking", question, waited: 0 };
    return line(this.#plan.questions[question]?.query ?? IDENTIFY);
  }

  push(bytes: Uint8Array, rows: Rows): void {
    const all = joined(this.#held, bytes);
    let at = 0;
    for (let end = all.indexOf(LINE_FEED); end >= 0; end = all.indexOf(LINE_FEED, at)) {
      this.#take(String.fromCharCode(...all.subarray(at, Math.min(end, at + LONGEST_LINE))).trim(), end + 1 - at, rows);
      at = end + 1;
    }
    if (all.length - at > LONGEST_LINE) {
      this.#rejectedBytes += all.length - at;
      at = all.length;
      this.#lose();
    }
    this.#held = all.slice(at);
  }

  end(): void {
    this.#giveUp();
    this.#rejectedBytes += this.#held.length;
    this.#held = new Uint8Array(0);
  }

  #take(text: string, bytes: number, rows: Rows): void {
    const state = this.#state;
    const values = state.is === "asking" ? parseAnswer(text) : undefined;
    if (state.is === "asking" && values?.length === this.#plan.questions[state.question]?.numbers) {
      this.#answerBytes += bytes;
      this.#answered(state.question, values ?? [], rows);
      return;
    }
    this.#rejectedBytes += bytes;
    if (state.is !== "lost" && text !== "") this.#lose();
    else if (text === this.#plan.identity) this.#state = { is: "ready" };
  }

  #answered(question: number, values: readonly number[], rows: Rows): void {
    this.#answers.push(values);
    const next = question + 1;
    this.#state = next < this.#plan.questions.length ? { is: "ready", next } : { is: "ready" };
    if (next < this.#plan.questions.length) return;
    reserve(rows, 1);
    for (const [index, { question: of, field }] of this.#plan.columns.entries()) {
      const column = rows.columns[index];
      if (column !== undefined) column[rows.length] = this.#answers[of]?.[field] ?? Number.NaN;
    }
    rows.length++;
    this.#answers = [];
    this.#answerBytes = 0;
  }

  /** The name is asked for at the next period, when what is on its way has come. */
  #lose(): void {
    this.#giveUp();
    this.#state = { is: "lost", waited: Number.POSITIVE_INFINITY };
  }

  #giveUp(): void {
    this.#rejectedBytes += this.#answerBytes;
    this.#answerBytes = 0;
    this.#answers = [];
  }
}

/** A command as it is sent: LF ends it. */
export const line = (command: string): Uint8Array => ascii(`${command}\n`);
