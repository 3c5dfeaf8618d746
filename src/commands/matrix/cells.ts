import type { Plan, PlanCell } from "../../config/plan.js";
import { MeasurementError } from "../../core/error.js";
import type { Context } from "../context.js";
import type { Engine, EngineOf } from "./engine.js";
import type { HeaderCell } from "./header.js";
import { publishedOf } from "./published.js";

/** A cell of a plan with what runs it. */
export interface EngineCell {
  readonly planned: PlanCell;
  readonly engine: Engine;
  readonly id: string;
  /** Id of what is measured: cells that run the same words for the same time share it. */
  readonly run: string;
  readonly published: string | undefined;
}

/** Every cell of a plan with its engine and id. Throws CONFIG for what can never run, and for two cells that are one. */
export function engineCells(plan: Plan, context: Context, engineOf: EngineOf): readonly EngineCell[] {
  const published = publishedOf(plan.cells);
  const named = plan.cells.map((planned) => {
    const engine = engineOf(planned, context);
    return { planned, engine, name: nameOf(planned, engine), published: published.get(planned) };
  });
  const runs = new Map<string, { readonly id: string; readonly name: string }>();
  return named.map((cell) => {
    const twins = named.filter(({ name }) => name === cell.name);
    const id = twins.length === 1 ? cell.name : `${cell.name} (${cell.published ?? "own"})`;
    if (twins.filter((twin) => twin.published === cell.published).length > 1) throw twice(cell);
    const key = JSON.stringify([cell.engine.load, cell.planned.times, cell.planned.repeat]);
    const run = runs.get(key) ?? { id, name: cell.name };
    if (run.name !== cell.name) throw alike(cell, run.name);
    runs.set(key, run);
    return { planned: cell.planned, engine: cell.engine, id, run: run.id, published: cell.published };
  });
}

const inName = new Set(["network", "precision", "batch", "backend"]);

/** `alexnet fp32 b1 ENGINE`, then whatever else its entry says. */
function nameOf({ values }: PlanCell, { load }: Engine): string {
  const { network, precision, batch, engine } = load;
  const others = Object.entries(values).filter(([key]) => !inName.has(key));
  return [
    ...(network === undefined ? [] : [network]),
    ...(precision === undefined ? [] : [precision]),
    ...(batch === undefined ? [] : [`b${batch}`]),
    engine,
    ...others.map(([key, value]) => `${key}=${value}`),
  ].join(" ");
}

/** Measured once, it would stand there as two different loads. */
const alike = (
  { planned, name }: { readonly planned: PlanCell; readonly name: string },
  other: string,
): MeasurementError =>
  new MeasurementError(
    "CONFIG",
    `${planned.where}: the cells ${other} and ${name} run the same command`,
    "Put what differs between them into the command, e.g. {threads}",
  );

const twice = ({ planned, name }: { readonly planned: PlanCell; readonly name: string }): MeasurementError =>
  new MeasurementError(
    "CONFIG",
    `${planned.where}: the cell ${name} is in the plan twice`,
    "Take one of them out; to measure a cell more often, raise repeat",
  );

/** The cell as the matrix keeps it. `refusal` is why it cannot run here. */
export function headerCell(cell: EngineCell, refusal: MeasurementError | undefined): HeaderCell {
  const { planned, engine, id, run, published } = cell;
  const { durationS, warmupS, idleS, cooldownS } = planned.times;
  return {
    id,
    run,
    load: { ...engine.load, command: [...engine.load.command] },
    unit: engine.work.unit,
    ...(published !== undefined && { published }),
    expect: { ...planned.expect },
    repeat: planned.repeat,
    seconds: durationS + warmupS + 2 * idleS + cooldownS,
    ...(refusal !== undefined && {
      refusal: { code: refusal.code, message: refusal.message, remedy: refusal.remedy },
    }),
  };
}
