import { limits } from "../config/limits.js";
import { engineOf } from "../config/load-engine.js";
import { positiveNumber } from "../config/numbers.js";
import type { EngineFile } from "../core/engine-schema.js";
import { MeasurementError } from "../core/error.js";
import type { EngineReading } from "../wrap/engine-reader.js";
import { packageFolder } from "./package-folder.js";

/** Flags that say how the work of a known program is read. */
export interface EngineFlags {
  readonly engine?: string;
  readonly batch?: string;
}

/** An engine with the word that it was asked for by: its name, or its file. */
export interface AskedEngine extends EngineReading {
  readonly word: string;
}

/** How the command's output is read, if an engine is named. Throws CONFIG, and UNKNOWN_NAME for one that is not there. */
export function engineReading(
  { engine: word, batch: text }: EngineFlags,
  cwd: string,
  others: { readonly work: boolean },
): AskedEngine | undefined {
  const batch = text === undefined ? undefined : positiveNumber("--batch", text, limits.workCount);
  if (word === undefined) {
    if (batch === undefined) return undefined;
    throw new MeasurementError("CONFIG", "--batch is of no use without --engine", "Name the engine, or leave it away");
  }
  if (others.work)
    throw new MeasurementError(
      "CONFIG",
      "--engine reads the work itself: --work and --work-regex cannot stand beside it",
      "Leave one of them away; to count otherwise, write an engine of your own (joulemark schema engine)",
    );
  const engine = engineOf(word, { cwd, home: packageFolder() });
  return { engine, batch: batchOf(engine, batch), cwd, word };
}

function batchOf({ name, perBatch }: EngineFile, batch: number | undefined): number {
  if (!perBatch || batch !== undefined) return batch ?? 1;
  throw new MeasurementError(
    "CONFIG",
    `The engine ${name} gives the time of one batch, and nobody says how large it is`,
    "Add --batch N",
  );
}
