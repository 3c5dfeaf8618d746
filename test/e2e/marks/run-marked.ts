import type { Finding } from "../../../src/core/finding.js";
import type { Mark } from "../../../src/core/mark.js";
import type { Result } from "../../../src/core/result.js";
import { openRecording } from "../../../src/recording/reader.js";
import { measured, recordingsIn, scratch } from "../cli.js";
import { environment } from "./programs.js";

/** A run through the built program, and what it recorded. */
export interface Marked {
  readonly result: Result;
  readonly marks: readonly Mark[];
  /** Findings about marks. */
  readonly findings: readonly Finding[];
  readonly status: number | null;
  readonly stderr: string;
}

/** Measures a command that marks. */
export async function runMarked(command: readonly string[], options: readonly string[] = []): Promise<Marked> {
  const out = scratch();
  const probe = ["-q", "--out", out, "--probe", "simulated:waveform.type=constant,waveform.powerW=20"];
  const { result, status, stderr } = await measured([...probe, ...options], command, { env: environment });
  const [folder = ""] = recordingsIn(out);
  const findings = result.quality.findings.filter(({ code }) => /^marks?-/.test(code));
  return { result, status, stderr, findings, marks: openRecording(folder).marks };
}

/** The windows of a result with nanoseconds since the first instant. */
export const windowsIn = ({ windows }: Result) =>
  windows.map(({ name, fromNs, toNs }) => ({ name, from: BigInt(fromNs), to: BigInt(toNs) }));

/** When a program itself says that it marked: between two instants of its own clock. */
export interface Logged {
  readonly from: bigint;
  readonly to: bigint;
}

/** A program's own log, by `begin NAME` or `end NAME`. */
export const parseLog = (text: string): ReadonlyMap<string, Logged> =>
  new Map(
    text
      .trim()
      .split("\n")
      .map((line) => {
        const [kind = "", name = "", from = "0", to = "0"] = line.split(" ");
        return [`${kind} ${name}`, { from: BigInt(from), to: BigInt(to) }];
      }),
  );

/** How far marks were from what their programs say. */
export interface MarkErrors {
  readonly count: number;
  /** Marks whose stated interval has no instant in common with the program's. */
  readonly outside: number;
  /** Medians and the largest, in seconds: the stated half-width, and the most by which the instant can be wrong. */
  readonly within: { readonly median: number; readonly most: number };
  readonly error: { readonly median: number; readonly most: number };
}

/** Compares marks with a program's log. */
export function errorsOf(marks: readonly Mark[], log: ReadonlyMap<string, Logged>): MarkErrors {
  const compared = marks.flatMap(({ kind, name, at, within }) => {
    const truth = log.get(`${kind} ${name}`);
    if (truth === undefined) return [];
    const early = Number(truth.from - at) / 1e9;
    const late = Number(at - truth.to) / 1e9;
    return { within, error: Math.max(early, late, 0), outside: Math.max(early, late) > within };
  });
  return {
    count: compared.length,
    outside: compared.filter(({ outside }) => outside).length,
    within: summary(compared.map(({ within }) => within)),
    error: summary(compared.map(({ error }) => error)),
  };
}

function summary(values: readonly number[]) {
  const sorted = [...values].sort((a, b) => a - b);
  return { median: sorted[sorted.length >> 1] ?? Number.NaN, most: sorted.at(-1) ?? Number.NaN };
}
