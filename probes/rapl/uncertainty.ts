import type { ErrorSource } from "../../src/core/rail.js";
import type { Zone } from "./zones.js";

/** What decides how good the model behind a counter is. */
export type ProcessorClass = "server" | "client";

/** Half-widths by processor class (measurement.md section 6: defaults type B, judgement). */
const gains = {
  server: { package: 0.03, dram: 0.05 },
  client: { package: 0.05, dram: 0.2 },
} as const;

/** Registers count to 2^32 in the counter's unit, which sysfs does not tell: 2^32 x 61 uJ = 262143 J (devices.md D1). */
const COUNTS = 2 ** 32;

/**
 * Limits of error of a zone. `parent` is the rail of its package: the model of one package errs alike in all that is
 * inside it, while memory has a model of its own.
 */
export function uncertaintyOf(
  zone: Zone,
  { parent, processor }: { readonly parent: string; readonly processor: ProcessorClass },
): readonly ErrorSource[] {
  const unitJ = Math.max(1e-6, (zone.rangeMicrojoules ?? 0) / 1e6 / COUNTS);
  const dram = zone.name === "dram";
  return [
    {
      id: "energy model",
      kind: "gain",
      of: "energy",
      distribution: "rectangular",
      size: gains[processor][dram ? "dram" : "package"],
      shared: dram ? `${parent}/dram model` : `${parent} model`,
      origin: originOf(zone, processor),
    },
    {
      id: "counter unit",
      kind: "resolution",
      of: "energy",
      distribution: "rectangular",
      size: unitJ,
      origin: "max_energy_range_uj / 2^32, at least the file's 1 uJ",
    },
  ];
}

function originOf({ name }: Zone, processor: ProcessorClass): string {
  if (name === "psys") return "judgement: as the package, no figure is published";
  if (name !== "dram") return `measurement.md section 6: ${processor} package`;
  return processor === "client" ? "measurement.md section 6: client memory" : "judgement: server memory is measured";
}
