import type { ColumnQuantity, ErrorSource, Rail } from "../../src/core/rail.js";

/** What decides how good the model behind a processor's energy counter is. */
export type ProcessorClass = "server" | "client";

/** Half-widths by processor class (measurement.md section 6: defaults type B, judgement). */
const gains = {
  server: { package: 0.03, memory: 0.05 },
  client: { package: 0.05, memory: 0.2 },
} as const;

/** Whose energy is counted. */
export interface Counted {
  readonly processor: ProcessorClass;
  /** The package it belongs to, e.g. `package-0`: every reader of a counter must give the same, for it is one error. */
  readonly owner: string;
  readonly what: "package" | "memory" | "platform";
}

/**
 * The error of the model behind an energy counter (RAPL): the model of one package errs alike in all that is inside it,
 * while memory has a model of its own.
 */
export function modelError(of: ColumnQuantity, { processor, owner, what }: Counted): ErrorSource {
  return {
    id: "energy model",
    kind: "gain",
    of,
    distribution: "rectangular",
    size: gains[processor][what === "memory" ? "memory" : "package"],
    shared: what === "memory" ? `${owner}/dram model` : `${owner} model`,
    origin: origins[what](processor),
  };
}

/** What a rail of the model watches, for every reader of the same counter; `domain` is undefined for the package itself. */
export const nodeOf = (owner: string, domain?: "dram"): string => (domain === undefined ? owner : `${owner}/${domain}`);

const origins: Readonly<Record<Counted["what"], (processor: ProcessorClass) => string>> = {
  package: (processor) => `measurement.md section 6: ${processor} package`,
  memory: (processor) =>
    processor === "client" ? "measurement.md section 6: client memory" : "judgement: server memory is measured",
  platform: () => "judgement: as the package, no figure is published",
};

/** What tells one rail of the model from another. */
type ModelRail = Pick<Rail, "id" | "period" | "uncertainty" | "partOf" | "note" | "node">;

/** A rail of the processor's own model whose samples are the mean powers of one period after another. */
export const meanPowerRail = (rail: ModelRail): Rail => ({
  ...rail,
  point: "die-model",
  measures: "power",
  columns: [{ name: `${rail.id}.power`, quantity: "power", unit: "W", scale: 1 }],
  window: { kind: "boxcar", width: rail.period },
});
