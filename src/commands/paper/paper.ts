import type { Context } from "../context.js";
import { checkPageFiles, type PageFlags, writePage } from "../page-files.js";
import { paperCsv, paperJson } from "./paper-json.js";
import { paperPage } from "./paper-page.js";

/** `bench --paper`: the published tables, recomputed and explained. Measures nothing. */
export function paper(flags: PageFlags, context: Context): void {
  checkPageFiles(flags, context);
  writePage({ page: paperPage(), json: paperJson(), csv: paperCsv() }, flags, context);
}
