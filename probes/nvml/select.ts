import { MeasurementError } from "../../src/core/error.js";
import { didYouMean } from "../../src/core/nearest.js";
import type { Described, GpuAnswer } from "./answer.js";
import type { Settings } from "./settings.js";

/**
 * The GPUs that the setting names, in the order of their indices; throws UNKNOWN_NAME for one that is none and
 * UNAVAILABLE for one that does not answer.
 */
export function selectGpus({ gpus, lost }: Described, selected: Settings["gpus"]): readonly GpuAnswer[] {
  if (selected === undefined) return gpus;
  const names = [selected].flat().map(String);
  const silent = lost.find(({ index }) => names.includes(String(index)));
  if (silent !== undefined)
    throw new MeasurementError(
      "UNAVAILABLE",
      `GPU ${silent.index} does not answer: ${silent.reason}`,
      "See `dmesg | grep -i xid`; reset the GPU or restart the computer",
    );
  const unknown = names.find((name) => !gpus.some((gpu) => isNamed(gpu, name)));
  if (unknown !== undefined) throw noSuch(unknown, gpus);
  return gpus.filter((gpu) => names.some((name) => isNamed(gpu, name)));
}

/** By index, UUID, or bus id with or without (leading zeros of) its domain. */
function isNamed({ index, uuid, bus }: GpuAnswer, name: string): boolean {
  const lower = name.toLowerCase();
  if (/^\d+$/.test(name)) return Number(name) === index;
  if (lower === uuid.toLowerCase()) return true;
  return lower.length >= "0C:00.0".length && shortBus(lower) === shortBus(bus.toLowerCase());
}

const shortBus = (bus: string): string => bus.replace(/^0+(?=[0-9a-f]{4}:[0-9a-f]{2}:)|^0*:/, "").replace(/^0000:/, "");

function noSuch(name: string, gpus: readonly GpuAnswer[]): MeasurementError {
  const known = gpus.flatMap(({ index, uuid, bus }) => [String(index), uuid, bus]);
  return new MeasurementError(
    "UNKNOWN_NAME",
    `There is no GPU ${JSON.stringify(name)}${didYouMean(name, known)}`,
    `Use one of: ${known.join(", ")}`,
  );
}
