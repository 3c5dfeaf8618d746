import type { Finding } from "../core/finding.js";
import { isStationary } from "../core/stats.js";
import type { Integral } from "./span.js";

/** Least coverage at which a number is given (measurement.md 4.3). */
const LEAST_COVERAGE = 0.95;
const LEAST_SAMPLES = 5;
/** Relative error from the window's length alone above which it is called too short (measurement.md 4.2). */
const SHORT = 0.05;
/** Above which it is said how long it would have to be. */
const WANTED = 0.01;

/** What may be said of an integral: all of it, all of it with the open gaps scaled over, bounds only, or nothing. */
export type Judgement = "whole" | "scaled" | "refused" | "no-samples";

/** The policy of measurement.md 4.3: never a quiet number. */
export function judge(integral: Integral): Judgement {
  if (integral.samples < 2 && !integral.tiled) return "no-samples";
  if (integral.stuck || integral.coverage < LEAST_COVERAGE) return "refused";
  if (integral.openS === 0) return "whole";
  return !integral.reset && isStationary(integral.blocks) ? "scaled" : "refused";
}

/** What the findings name. */
export interface Subject {
  readonly probe: string;
  readonly rail: string;
  readonly key: string;
  readonly seconds: number;
  /** Spacing of the samples, in seconds. */
  readonly periodS: number;
  /** Of a counter, the spacing of its own updates. */
  readonly updateS: number | undefined;
  /** Half-widths of both edges. */
  readonly within: readonly [number, number];
}

/** The findings of one rail in one window; `bounded` says that bounds from both sides can be given in place of a number. */
export function findingsOf(integral: Integral, subject: Subject, bounded: boolean): Finding[] {
  const judgement = judge(integral);
  const findings: Finding[] = [];
  const say = (code: string, message: string, remedy: string) =>
    findings.push({
      code,
      severity: judgement === "whole" || judgement === "scaled" || bounded ? "degraded" : "invalid",
      message: `${subject.rail} in window ${subject.key}: ${message}`,
      remedy,
      probe: subject.probe,
      rail: subject.rail,
    });
  if (judgement === "no-samples") {
    say("no-samples", `${integral.samples} samples in ${text(subject.seconds)} s`, longer(subject));
    return findings;
  }
  if (integral.stuck)
    say(
      "stuck-counter",
      `the counter did not move in ${integral.samples} readings`,
      "It counts nothing here, as in many virtual machines: leave it out with the probe's setting only",
    );
  if (integral.reset)
    say("counter-reset", "the counter went back or jumped", "Read it more often, or find what resets it");
  if (integral.coverage < LEAST_COVERAGE) {
    say("coverage-low", `samples account for ${text(100 * integral.coverage)} % of it`, moreSamples);
  } else if (integral.openS > 0 && !integral.reset) {
    const done =
      judgement === "scaled" ? "left out, the load being stationary" : "not bridged: the load is not stationary";
    say(judgement === "scaled" ? "gap-scaled" : "gap-open", `${text(integral.openS)} s of gaps, ${done}`, moreSamples);
  }
  if (isShort(integral, subject)) {
    say("window-too-short", `${integral.samples} samples in ${text(subject.seconds)} s`, longer(subject));
    return findings;
  }
  return [...findings, ...lengthNote(integral, subject)];
}

const moreSamples = "See which reads failed in the recording's gaps; a lower rate or a less busy machine may help";

const longer = ({ updateS, periodS, within }: Subject): string => {
  const sampled = (updateS === undefined ? 2 : 1) * LEAST_SAMPLES * periodS;
  const seconds = Math.max(sampled, (updateS ?? 0) / Math.sqrt(6) / SHORT, timingOf(within) / SHORT);
  return `Make it longer than ${text(seconds)} s, for instance by repeating the work in it`;
};

/** Fewer samples than tell anything, or an error above 5 % from the window's length alone. */
function isShort(integral: Integral, subject: Subject): boolean {
  if (integral.samples < LEAST_SAMPLES && !integral.tiled) return true;
  return lengthError(integral, subject).seconds / subject.seconds > SHORT;
}

/** What the length of a window leaves to its energy: these seconds over the window's are the relative error, and why. */
interface LengthError {
  readonly seconds: number;
  readonly by: string;
}

/** The largest of sampling, updates and the edges' own instants (measurement.md 4.2); a lag has been taken out. */
function lengthError(integral: Integral, { seconds, periodS, updateS, within }: Subject): LengthError {
  const meanW = Math.abs(integral.energyJ / seconds);
  const step = integral.tiled ? 0 : Math.max(...integral.stepW.map(Math.abs));
  const sampling = meanW > 0 ? (step * periodS) / 3 / meanW : 0;
  const errors: readonly LengthError[] = [
    updateS === undefined
      ? { seconds: sampling, by: `samples ${text(1000 * periodS)} ms apart at the edges` }
      : { seconds: updateS / Math.sqrt(6), by: `updates ${text(1000 * updateS)} ms apart` },
    { seconds: timingOf(within), by: "how well its beginning and end are known" },
  ];
  if (!(meanW > 0)) return { seconds: 0, by: "nothing" };
  return errors.reduce((worst, error) => (error.seconds > worst.seconds ? error : worst));
}

/** Above 1 % and below what is too short: how long it would have to be (measurement.md 4.2). */
function lengthNote(integral: Integral, subject: Subject): Finding[] {
  const { seconds, by } = lengthError(integral, subject);
  const share = seconds / subject.seconds;
  if (!(share > WANTED && share <= SHORT)) return [];
  return [
    {
      code: "window-short",
      severity: "note",
      message: `${subject.rail} in window ${subject.key}: its ${text(subject.seconds)} s leave ${text(100 * share)} % to the energy, by ${by}`,
      remedy: `For ${100 * WANTED} % it has to last ${text(seconds / WANTED)} s: repeat the work in it`,
      probe: subject.probe,
      rail: subject.rail,
    },
  ];
}

/** What the edges' own uncertainty makes of the window's length, a standard one. */
const timingOf = (within: Subject["within"]): number => Math.hypot(...within) / Math.sqrt(3);

const text = (value: number): string => Number(value.toPrecision(3)).toString();
