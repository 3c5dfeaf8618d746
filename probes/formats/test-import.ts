import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Gap } from "../../src/core/batch.js";
import type { Finding } from "../../src/core/finding.js";
import type { Format, Imported, ImportedEnding } from "../../src/core/format.js";

const folder = mkdtempSync(join(tmpdir(), "joulemark-import-"));

/** Everything a recording gives. */
export interface TestImport {
  readonly imported: Imported;
  /** Seconds after the start, and every column's value. */
  readonly rows: readonly { readonly at: number; readonly values: readonly number[] }[];
  readonly gaps: readonly Gap[];
  readonly ending: ImportedEnding;
  /** What was said of its lines: samples, all, and the sum of samples and all rejected. */
  readonly lines: { readonly used: number; readonly all: number; readonly accounted: number };
  readonly finding: (code: string) => Finding | undefined;
}

/** Imports a file to its end, for tests. */
export async function importFile<S>(format: Format<S>, path: string, settings: unknown = {}): Promise<TestImport> {
  const imported = await format.read([path], format.settings.parse(settings));
  const rows: TestImport["rows"][number][] = [];
  const gaps: Gap[] = [];
  for await (const { at, columns, gaps: some } of imported.batches()) {
    for (const [i, instant] of at.entries())
      rows.push({ at: Number(instant) / 1e9, values: columns.map((column) => column[i] ?? Number.NaN) });
    gaps.push(...some);
  }
  const ending = imported.ending();
  const findings = [...imported.findings, ...ending.findings];
  const finding = (code: string) => findings.find((each) => each.code === code);
  return { imported, rows, gaps, ending, lines: accountOf(finding("imported-rows")?.message ?? ""), finding };
}

/** The same of a text. */
export function importText<S>(format: Format<S>, text: string, settings: unknown = {}): Promise<TestImport> {
  const path = join(folder, "recording");
  writeFileSync(path, text);
  return importFile(format, path, settings);
}

function accountOf(message: string): TestImport["lines"] {
  const [, used = "0", all = "0"] = /^(\d+) of (\d+) lines/.exec(message) ?? [];
  const others = message.match(/(?<=[:;] )\d+/g) ?? [];
  const accounted = others.reduce((sum, each) => sum + Number(each), Number(used));
  return { used: Number(used), all: Number(all), accounted };
}

/** Lines of a text that are not empty. */
export const countLines = (text: string): number => text.split(/[\r\n]/).filter((line) => line !== "").length;
