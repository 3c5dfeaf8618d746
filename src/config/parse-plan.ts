import { checkedDocument, refusedDocument } from "./checked-document.js";
import type { ConfigDocument } from "./document.js";
import { planWords } from "./file-words.js";
import type { CellTimes, CellValue, Plan, PlanCell, PlanRepeat } from "./plan.js";
import { axes, type PlanEntry, type PlanFile, planSchema } from "./plan-schema.js";

/** What holds where neither a cell nor the defaults of its plan say. */
const builtIn: CellTimes & { readonly repeat: PlanRepeat } = {
  repeat: 3,
  durationS: 10,
  warmupS: 2,
  idleS: 2,
  cooldownS: 2,
  timeoutS: 300,
};
const DEFAULT_SEED = 1;
const DEFAULT_MOST = 100;
/** More is a slip of the pen, and would take weeks. */
const MOST_CELLS = 1000;

/** Keys of a cell that the command line may set for all of them. */
export type PlanOverrides = Partial<CellTimes> & { readonly repeat?: PlanRepeat; readonly seed?: number };

/** Text of a plan. Throws CONFIG naming file, line, column and key of every problem. */
export function parsePlan(text: string, shown: string, overrides: PlanOverrides = {}): Plan {
  const { value: data, document } = checkedDocument(text, planSchema, { shown, words: planWords });
  const cells = data.cells.flatMap((entry, index) =>
    cellsOf(entry, { index, document, defaults: data.defaults, overrides }),
  );
  if (cells.length > MOST_CELLS)
    throw refusedDocument(
      [`${document.where(["cells"])}: the lists multiply to ${cells.length} cells, more than ${MOST_CELLS}`],
      { words: planWords },
    );
  return { name: data.name, seed: overrides.seed ?? data.seed ?? DEFAULT_SEED, cells };
}

interface EntryOptions {
  readonly index: number;
  readonly document: ConfigDocument;
  readonly defaults: PlanFile["defaults"];
  readonly overrides: PlanOverrides;
}

function cellsOf(entry: PlanEntry, { index, document, defaults = {}, overrides }: EntryOptions): readonly PlanCell[] {
  const { seed: _seed, ...said } = overrides;
  const layers = [builtIn, defaults, entry, said];
  const last = <K extends keyof typeof builtIn>(key: K) =>
    layers.reduce<unknown>((found, layer) => layer[key as keyof typeof layer] ?? found, undefined);
  const time = (key: keyof CellTimes) => last(key) as number;
  const common = {
    repeat: repeatOf(last("repeat") as PlanEntry["repeat"]),
    times: {
      durationS: time("durationS"),
      warmupS: time("warmupS"),
      idleS: time("idleS"),
      cooldownS: time("cooldownS"),
      timeoutS: time("timeoutS"),
    },
    ...(entry.command !== undefined && { command: entry.command }),
    ...(entry.engine !== undefined && { engine: entry.engine }),
    ...(entry.published !== undefined && { published: entry.published }),
    expect: { ...defaults.expect, ...entry.expect },
    entry: index,
    where: document.where(["cells", index]),
  };
  return multiplied(entry).map((values) => ({ values, ...common }));
}

/** Every combination of the lists of an entry, the keys in the order of the schema, the last turning fastest. */
export function multiplied(entry: PlanEntry): readonly PlanCell["values"][] {
  const keys = Object.keys(entry).filter((key): key is keyof typeof axes => Object.hasOwn(axes, key));
  return keys.reduce<readonly PlanCell["values"][]>(
    (cells, key) => {
      const value = entry[key];
      const list: readonly CellValue[] = Array.isArray(value) ? value : value === undefined ? [] : [value];
      return cells.flatMap((cell) => list.map((one) => ({ ...cell, [key]: one })));
    },
    [{}],
  );
}

const repeatOf = (said: PlanEntry["repeat"]): PlanRepeat =>
  typeof said === "object" ? { target: said.target, most: said.most ?? DEFAULT_MOST } : (said ?? builtIn.repeat);
