/** When a cell is measured and for how long. */
export interface CellTimes {
  readonly durationS: number;
  readonly warmupS: number;
  readonly idleS: number;
  readonly cooldownS: number;
  /** Longest that setting up may take, and that measuring may take beyond its own time. */
  readonly timeoutS: number;
}

/** So many blocks; or the first five, and then as many as the scatter of a cell asks for. */
export type PlanRepeat = number | { readonly target: number; readonly most: number };

/** One value of a key of a cell. */
export type CellValue = string | number | boolean;

/** One cell of a plan: its lists are multiplied out, each key has one value. */
export interface PlanCell {
  /** What it runs: the keys of its entry, e.g. `network`, `batch`, `backend`; without those of time and comparison. */
  readonly values: Readonly<Record<string, CellValue>>;
  /** A command line, or its words, with `{batch}` and the like in it; absent for the native runner. */
  readonly command?: string | readonly string[];
  /** How the command's work is read: an engine's name or file. */
  readonly engine?: string;
  readonly repeat: PlanRepeat;
  readonly times: CellTimes;
  /** A system of the paper, or the id of one of its cells. */
  readonly published?: string;
  /** What is checked against what instruments tell, e.g. `clock: 690 MHz`. */
  readonly expect: Readonly<Record<string, string>>;
  /** Index of its entry in the plan. */
  readonly entry: number;
  /** `file:line:column` of its entry. */
  readonly where: string;
}

/** A plan file as it is measured. */
export interface Plan {
  readonly name: string;
  readonly seed: number;
  /** Entry by entry; of the lists of one, network turns slowest, then batch, precision, backend and so on. */
  readonly cells: readonly PlanCell[];
}
