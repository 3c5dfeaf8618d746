import { MeasurementError } from "../../core/error.js";
import { formatTables } from "../../report/html/tables-page.js";
import type { Context } from "../context.js";
import { checkPageFiles, type PageFlags, writePage } from "../page-files.js";
import { paperCsv, paperJson } from "./paper-json.js";
import { paperPage } from "./paper-page.js";

/** What was asked for beside --paper. */
export interface PaperFlags extends PageFlags {
  readonly resume?: unknown;
  readonly report?: unknown;
}

/** `bench --paper`: the published tables, recomputed and explained. Measures nothing; answers 0. */
export function paper(plan: string | undefined, flags: PaperFlags, context: Context): number {
  refuseMeasuring(plan, flags);
  checkPageFiles(flags, context);
  const page = paperPage();
  const html = (version: string) => formatTables(page, { version });
  writePage({ page, json: paperJson(), csv: paperCsv(), html }, flags, context);
  return 0;
}

function refuseMeasuring(plan: string | undefined, { resume, report }: PaperFlags): void {
  const other = plan ?? (resume !== undefined ? "--resume" : report !== undefined ? "--report" : undefined);
  if (other === undefined) return;
  throw new MeasurementError(
    "CONFIG",
    `--paper does not go with ${other}`,
    "Leave one of them out: --paper prints what was published, and measures nothing",
  );
}
