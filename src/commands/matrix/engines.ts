import type { Plan } from "../../config/plan.js";
import { askRunner } from "../../runner/info.js";
import { locateRunner } from "../../runner/locate.js";
import type { RunnerInfo } from "../../runner/protocol.js";
import type { Context } from "../context.js";
import { packageFolder } from "../package-folder.js";
import { commandEngine } from "./command-engine.js";
import type { EngineOf } from "./engine.js";
import { runnerEngine } from "./runner-engine.js";

/** How the cells of a plan are run here, and what of it has to be the same in all runs of a matrix. */
export interface Engines {
  readonly engineOf: EngineOf;
  readonly conditions: Readonly<Record<string, string>>;
}

/** Asks the runner what it has, once. Throws RUNNER_MISSING, and RUNNER_FAILED when it cannot say. */
export async function enginesFor(plan: Plan, libraries: string | undefined, context: Context): Promise<Engines> {
  const ofCommands: EngineOf = (cell) => commandEngine(cell, context);
  if (plan.cells.every(isCommand)) return { engineOf: ofCommands, conditions: {} };
  const file = locateRunner({ ...context, home: packageFolder() });
  const info = await askRunner(file, libraries === undefined ? [] : ["--cuda-lib-dir", libraries]);
  return {
    engineOf: (cell) => (isCommand(cell) ? ofCommands(cell, context) : runnerEngine(cell, { file, info, libraries })),
    conditions: { runner: info.runner, ...Object.fromEntries(info.backends.map(backendText)) },
  };
}

const isCommand = ({ command, engine }: Plan["cells"][number]): boolean =>
  command !== undefined || engine !== undefined;

const backendText = (row: RunnerInfo["backends"][number]): readonly [string, string] => [
  `back end ${row.backend}`,
  row.available ? `${row.version}, ${row.device}, ${row.isa}` : `not here (${row.code})`,
];
