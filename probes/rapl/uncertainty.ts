import type { ErrorSource } from "../../src/core/rail.js";
import { modelError, type ProcessorClass } from "../shared/energy-model.js";
import type { Zone } from "./zones.js";

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
  return [
    modelError("energy", { processor, owner: parent, what: kindOf(zone) }),
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

function kindOf({ name }: Zone): "package" | "memory" | "platform" {
  if (name === "psys") return "platform";
  return name === "dram" ? "memory" : "package";
}
