// Every target that a number can hold or miss: prints a table and writes bench-results.json.
// usage: bench.mjs [--only NAME] [--full] [--rounds N]
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { characterizing } from "./characterizing.mjs";
import { correcting } from "./correcting.mjs";
import { decoding } from "./decoding.mjs";
import { fitting } from "./fitting.mjs";
import { importing } from "./importing.mjs";
import { mapping } from "./mapping.mjs";
import { matrix } from "./matrix.mjs";
import { nvml } from "./nvml.mjs";
import { paging } from "./paging.mjs";
import { perturbation } from "./perturbation.mjs";
import { reporting } from "./reporting.mjs";
import { runner } from "./runner.mjs";
import { sampling } from "./sampling.mjs";
import { serial } from "./serial.mjs";
import { startup } from "./startup.mjs";
import { streaming } from "./streaming.mjs";
import { uncertainty } from "./uncertainty.mjs";

const benches = {
  startup,
  sampling,
  nvml,
  perturbation,
  reporting,
  paging,
  importing,
  decoding,
  characterizing,
  correcting,
  fitting,
  serial,
  streaming,
  uncertainty,
  mapping,
  runner,
  matrix,
};
const { values } = parseArgs({
  options: { only: { type: "string" }, full: { type: "boolean" }, rounds: { type: "string" } },
});
const options = { full: values.full ?? false, ...(values.rounds && { rounds: Number(values.rounds) }) };

const rows = [];
for (const [name, bench] of Object.entries(benches)) {
  if (values.only !== undefined && values.only !== name) continue;
  process.stderr.write(`bench: ${name}\n`);
  rows.push(...(await bench(options)));
}
const cells = rows.map(({ name, ours, reference, unit, ratio, limit, sense, holds }) => [
  name,
  String(ours),
  String(reference),
  unit,
  String(ratio),
  `${sense} ${limit}`,
  holds ? "holds" : "MISSED",
]);
const table = [["", "ours", "reference", "unit", "ratio", "limit", ""], ...cells];
const widths = table[0].map((_, column) => Math.max(...table.map((line) => line[column].length)));
for (const line of table)
  console.log(
    line
      .map((cell, column) => cell.padEnd(widths[column]))
      .join("  ")
      .trimEnd(),
  );
writeFileSync("bench-results.json", `${JSON.stringify(rows, null, 2)}\n`);
