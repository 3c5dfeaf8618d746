import { positiveNumber } from "../config/numbers.js";
import { MeasurementError } from "../core/error.js";
import type { OutputFile } from "./write-result.js";

/** Flags that ask for the result in a file, or on stdout with `-`. */
export interface ResultFlags {
  readonly json?: string;
  readonly csv?: string;
  readonly markdown?: string;
  /** A page for a browser; not a form of the result alone, for it shows the recording's samples too. */
  readonly html?: string;
  /** Drawings of the power over time for papers. */
  readonly svg?: string;
  readonly png?: string;
  /** Their width on paper, mm. */
  readonly svgWidth?: string;
  readonly budget?: boolean;
}

/** Millimetres: a column of a paper is about 85, a poster 800. */
const widths = { min: 60, max: 1200 };

/** The result files that flags ask for. Throws CONFIG for a width that is none, or that nothing has. */
export function resultFiles({ json, csv, markdown, html, ...drawings }: ResultFlags): readonly OutputFile[] {
  const files: OutputFile[] = [];
  if (json !== undefined) files.push({ format: "json", path: json });
  if (csv !== undefined) files.push({ format: "csv", path: csv });
  if (markdown !== undefined) files.push({ format: "markdown", path: markdown });
  if (html !== undefined) files.push({ format: "html", path: html });
  return [...files, ...drawingFiles(drawings)];
}

function drawingFiles({ svg, png, svgWidth }: Pick<ResultFlags, "svg" | "png" | "svgWidth">): readonly OutputFile[] {
  const widthMm = svgWidth === undefined ? undefined : positiveNumber("--svg-width", svgWidth, widths);
  if (svgWidth !== undefined && svg === undefined && png === undefined)
    throw new MeasurementError(
      "CONFIG",
      "--svg-width is the width of a drawing, and none is asked for",
      "Add --svg FILE or --png FILE, or leave --svg-width away",
    );
  return [
    ...(svg === undefined ? [] : [{ format: "svg", path: svg, widthMm } as const]),
    ...(png === undefined ? [] : [{ format: "png", path: png, widthMm } as const]),
  ];
}
