import { renameSync, rmSync, statSync } from "node:fs";
import { asPage } from "../../../calibration/plot/html.js";
import { curveText } from "../../config/curve-text.js";
import type { Curve } from "../../core/curve.js";
import { MeasurementError } from "../../core/error.js";
import { type Finding, verdictOf } from "../../core/finding.js";
import type { Context } from "../context.js";
import { writeFile } from "../write-result.js";
import type { Delivery } from "./delivery.js";
import { type LeftOut, type Row, summaryText } from "./summary.js";

/** What a calibration came to. */
export interface Calibrated {
  /** Absent where it was refused: nothing is written then. */
  readonly curve?: Curve | undefined;
  readonly title: string;
  readonly rows: readonly Row[];
  readonly findings: readonly Finding[];
  readonly leftOut: readonly LeftOut[];
  /** Drawn when a plot is asked for; a refused fit has none. */
  readonly picture?: (() => string) | undefined;
  /** What --json has beside curve and findings. */
  readonly details: Readonly<Record<string, unknown>>;
}

/** Writes a calibration's files and its summary, or refuses it: then --json has the reasons, and CALIBRATION is thrown. */
export function deliver(calibrated: Calibrated, delivery: Delivery, context: Context): void {
  const { curve, findings } = calibrated;
  if (curve !== undefined) writeFiles(calibrated, curve, delivery, context);
  if (delivery.json !== undefined) write(delivery.json, jsonText(calibrated, delivery), context);
  if (curve === undefined) throw refused(findings);
  if (delivery.quiet) return;
  const onOutput = [delivery.out, delivery.json].includes("-");
  const stream = onOutput ? context.stderr : context.stdout;
  const closing = closingOf(delivery, context.cwd);
  stream.write(summaryText({ ...calibrated, closing }, Math.min(stream.columns || 100, 120)));
}

function writeFiles(calibrated: Calibrated, curve: Curve, { out, plot }: Delivery, context: Context): void {
  const comment = [
    `written by joulemark ${context.version} calibrate; \`joulemark schema curve\` describes it`,
    ...calibrated.rows.filter(([label]) => label !== "").map(([label, words]) => `${label}: ${words}`),
  ];
  write(out, curveText(curve, comment), context);
  const svg = plot && calibrated.picture?.();
  if (svg !== undefined) write(plot?.path ?? "-", plot?.page === true ? asPage(calibrated.title, svg) : svg, context);
}

/** Whole or not at all: what is there is replaced when the new file is complete; a pipe or a device is written to. */
function write(path: string, text: string, { stdout }: Context): void {
  if (path === "-") {
    stdout.write(text);
    return;
  }
  if (statSync(path, { throwIfNoEntry: false })?.isFile() === false) {
    writeFile(path, text);
    return;
  }
  const part = `${path}.part-${process.pid}`;
  try {
    writeFile(part, text);
    renameSync(part, path);
  } catch (cause) {
    rmSync(part, { force: true });
    throw cause;
  }
}

/** JSON has no NaN: what is no number is null there. */
function jsonText({ curve, findings, leftOut, details }: Calibrated, { out, plot }: Delivery): string {
  const whole = {
    schema: "joulemark/calibration/v1",
    verdict: curve === undefined ? "refused" : verdictOf(findings),
    findings,
    curve: curve ?? null,
    leftOut,
    ...details,
    files: curve === undefined ? {} : { curve: out, ...(plot && { plot: plot.path }) },
  };
  return `${JSON.stringify(whole, null, 2)}\n`;
}

function refused(findings: readonly Finding[]): MeasurementError {
  const reasons = findings.filter(({ severity }) => severity === "invalid");
  const [first] = reasons;
  const what = reasons.map(({ code, message }) => `${message} (${code})`).join("; ");
  return new MeasurementError("CALIBRATION", `This is no calibration: ${what}`, first?.remedy ?? "Measure again");
}

/** As a shell takes it for one word. */
const pasted = (path: string): string => (/^[\w./@%+:,=-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`);

function closingOf({ out, plot }: Delivery, cwd: string): readonly string[] {
  const near = (path: string) => (path.startsWith(`${cwd}/`) ? path.slice(cwd.length + 1) : path);
  const curve = out === "-" ? "the curve to standard output" : near(out);
  return [
    `wrote ${[curve, ...(plot ? [near(plot.path)] : [])].join(", ")}`,
    ...(out === "-" ? [] : [`use it: joulemark report --calibration ${pasted(near(out))}`]),
  ];
}
