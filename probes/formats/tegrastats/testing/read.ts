import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import tegrastats from "../format.js";

/** Everything a log gives: instants in ms after its start, values, gaps, and findings by code. */
export async function read(text: string, wanted: unknown = {}) {
  const folder = mkdtempSync(join(tmpdir(), "joulemark-tegrastats-"));
  const path = join(folder, "tegrastats.log");
  writeFileSync(path, text);
  const imported = await tegrastats.read([path], tegrastats.settings.parse(wanted));
  const rows: { at: number; values: number[] }[] = [];
  const gaps = [];
  for await (const { at, columns, gaps: some } of imported.batches()) {
    for (const [i, instant] of at.entries())
      rows.push({ at: Number(instant) / 1e6, values: columns.map((column) => column[i] ?? Number.NaN) });
    gaps.push(...some);
  }
  rmSync(folder, { recursive: true });
  const ending = imported.ending();
  const findings = new Map([...imported.findings, ...ending.findings].map((finding) => [finding.code, finding]));
  return { rows, gaps, findings, imported, ending, at: rows.map(({ at }) => at) };
}
