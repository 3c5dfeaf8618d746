import { MeasurementError } from "../../core/error.js";
import { formatTables } from "../../report/html/tables-page.js";
import type { Context } from "../context.js";
import { flagBeside } from "../flag-beside.js";
import { checkPageFiles, type PageFlags, writePage } from "../page-files.js";
import { paperCsv, paperJson } from "./paper-json.js";
import { paperPage } from "./paper-page.js";

/** What was asked for beside --paper. */
export interface PaperFlags extends PageFlags {
  readonly [option: string]: unknown;
}

const own = new Set(["paper", "json", "csv", "markdown", "latex", "html", "quiet"]);

/** `bench --paper`: the published tables, recomputed and explained. Measures nothing; answers 0. */
export function paper(plan: string | undefined, flags: PaperFlags, context: Context): number {
  refuseMeasuring(plan, flags);
  checkPageFiles(flags, context);
  const page = paperPage();
  const html = (version: string) => formatTables(page, { version });
  writePage({ page, json: paperJson(), csv: paperCsv(), html }, flags, context);
  return 0;
}

function refuseMeasuring(plan: string | undefined, flags: PaperFlags): void {
  const other = plan ?? flagBeside(flags, own);
  if (other === undefined) return;
  throw new MeasurementError(
    "CONFIG",
    `--paper does not go with ${other}`,
    "Leave one of them out: --paper prints what was published, and measures nothing",
  );
}
