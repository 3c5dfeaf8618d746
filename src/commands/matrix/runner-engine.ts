import type { CellValue, PlanCell } from "../../config/plan.js";
import { MeasurementError } from "../../core/error.js";
import { didYouMean } from "../../core/nearest.js";
import type { RunnerInfo } from "../../runner/protocol.js";
import { Cell } from "../bench-cell.js";
import { INFERENCE } from "../bench-record.js";
import { runnerTimes } from "../runner-options.js";
import type { Engine } from "./engine.js";
import { loadOf } from "./load.js";
import { refusalOf } from "./refusals.js";

/** The runner as it is on this computer, asked once for all cells. */
export interface FoundRunner {
  readonly file: string;
  readonly info: RunnerInfo;
  /** Where to look for the vendor's libraries first. */
  readonly libraries?: string | undefined;
}

const UNIT = "img";

/** The native runner as the engine of a cell. Throws CONFIG for what it has on no computer. */
export function runnerEngine(cell: PlanCell, runner: FoundRunner): Engine {
  const [network, backend] = [needed(cell, "network"), needed(cell, "backend")];
  checkNames({ network, backend }, cell, runner);
  const words = Object.entries(cell.values).flatMap(([key, value]) => [flagOf(key), String(value)]);
  const libraries = runner.libraries === undefined ? [] : ["--cuda-lib-dir", runner.libraries];
  const args = [...words, ...libraries, ...runnerTimes(cell.times)];
  const values = { batch: 1, precision: "fp32", ...cell.values };
  const precision = String(values.precision);
  return {
    load: loadOf(values, { engine: backend, command: ["joulemark-runner", "run", ...args] }),
    work: { unit: UNIT, window: INFERENCE },
    refusal: async () => refusalOf(runner.info, { backend, precision }),
    ready: (options) => Cell.ready({ ...options, file: runner.file, args }),
  };
}

/** `workspaceMb` as the runner's `--workspace-mb`. */
const flagOf = (key: string): string => `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

function needed({ values, where }: PlanCell, key: string): string {
  const value: CellValue | undefined = values[key];
  if (value !== undefined) return String(value);
  const remedy = `Add ${key}: NAME to it; \`joulemark runner info\` lists the names`;
  throw new MeasurementError("CONFIG", `${where}: this cell has no ${key}`, remedy);
}

/** A misspelt name would be found out at the cell's turn, after hours perhaps. */
function checkNames(
  { network, backend }: { readonly network: string; readonly backend: string },
  { where }: PlanCell,
  { info }: FoundRunner,
): void {
  const backends = info.backends.map((one) => one.backend);
  if (!backends.includes(backend)) throw unknown(where, { what: "back end", name: backend, names: backends });
  if (info.networks.includes(network) || /[/.]/.test(network)) return;
  throw unknown(where, { what: "network", name: network, names: info.networks });
}

const unknown = (where: string, { what, name, names }: { what: string; name: string; names: readonly string[] }) =>
  new MeasurementError(
    "CONFIG",
    `${where}: the runner has no ${what} ${JSON.stringify(name)}${didYouMean(name, names)}`,
    `It has: ${names.join(", ")}`,
  );
