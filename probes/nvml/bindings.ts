import { createRequire } from "node:module";
import { LARGEST_BOARD_W } from "../shared/nvidia/sensors.js";
import { fieldValue, pciInfo, sampleValue, textIn, typedNumber, wholeNumber } from "./layout.js";
import { FUNCTION_NOT_FOUND, noneNew, UNKNOWN, wordOfCode } from "./return-codes.js";
import { type Call, calls, type FunctionCall, isCounter, type PolledWay } from "./ways.js";

type Foreign = (...args: readonly unknown[]) => unknown;
/** As much as is used of a library that was loaded. */
export interface Library {
  func(name: string, result: string, parameters: readonly string[]): Foreign;
}

/** Loads a shared library. Throws where the package for that, which is optional, or the library is missing. */
export function loadLibrary(name: string): Library {
  // by require, so that neither the compiler nor the bundler asks for a package that need not be there
  const koffi = createRequire(import.meta.url)("koffi") as { load(name: string): Library };
  return koffi.load(name);
}

/** A number, or the word for why there is none. */
export type Reading = number | string;

const LARGEST_MILLIWATTS = 1000 * LARGEST_BOARD_W;

/** The type of samples, and how many more may come while they are asked for. */
const TOTAL_POWER = 0;
const SPARE = 64;

/** One sample that the driver kept. */
export interface Kept {
  readonly micros: bigint;
  readonly milliwatts: number;
}

/** Parameters of the functions, each of which answers a return code (devices.md B5). Handles are pointers. */
const parameters = {
  nvmlInit_v2: [],
  nvmlShutdown: [],
  nvmlSystemGetDriverVersion: ["void *", "uint32_t"],
  nvmlDeviceGetCount_v2: ["void *"],
  nvmlDeviceGetHandleByIndex_v2: ["uint32_t", "void *"],
  nvmlDeviceGetHandleByUUID: ["str", "void *"],
  nvmlDeviceGetName: ["uintptr_t", "void *", "uint32_t"],
  nvmlDeviceGetUUID: ["uintptr_t", "void *", "uint32_t"],
  nvmlDeviceGetPciInfo_v3: ["uintptr_t", "void *"],
  nvmlDeviceGetCudaComputeCapability: ["uintptr_t", "void *", "void *"],
  nvmlDeviceGetEnforcedPowerLimit: ["uintptr_t", "void *"],
  nvmlDeviceGetPowerUsage: ["uintptr_t", "void *"],
  nvmlDeviceGetClockInfo: ["uintptr_t", "int", "void *"],
  nvmlDeviceGetTemperature: ["uintptr_t", "int", "void *"],
  nvmlDeviceGetUtilizationRates: ["uintptr_t", "void *"],
  nvmlDeviceGetPerformanceState: ["uintptr_t", "void *"],
  nvmlDeviceGetTotalEnergyConsumption: ["uintptr_t", "void *"],
  nvmlDeviceGetFieldValues: ["uintptr_t", "int", "void *"],
  nvmlDeviceGetSamples: ["uintptr_t", "int", "uint64_t", "void *", "void *", "void *"],
} as const satisfies Readonly<Record<string, readonly string[]>>;
type Name = keyof typeof parameters;

/** The library's functions as ours: buffers made and read here, return codes as numbers or as words. */
export class Nvml {
  readonly #library: Library;

  constructor(library: Library) {
    this.#library = library;
  }

  /** A function by its name; one that the library has not answers as the library itself would. */
  function(name: Name): (...args: readonly unknown[]) => number {
    try {
      const call = this.#library.func(name, "int", parameters[name]);
      return (...args) => Number(call(...args));
    } catch {
      return () => FUNCTION_NOT_FOUND;
    }
  }

  /** Begins; the return code. */
  init(): number {
    return this.function("nvmlInit_v2")();
  }

  /** Ends. */
  shutdown(): void {
    this.function("nvmlShutdown")();
  }

  /** The library's own words for a return code. */
  errorString(code: number): string {
    try {
      return String(this.#library.func("nvmlErrorString", "str", ["int"])(code));
    } catch {
      return wordOfCode(code);
    }
  }

  /** The driver's version, or the word for why it is not known. */
  driver(): string {
    const text = Buffer.alloc(96);
    const code = this.function("nvmlSystemGetDriverVersion")(text, text.length);
    return code === 0 ? textIn(text) : wordOfCode(code);
  }

  /** How many GPUs there are. */
  count(): Reading {
    return this.#unsigned("nvmlDeviceGetCount_v2");
  }

  /** The handle of a GPU by index or UUID. */
  handle(gpu: number | string): bigint | string {
    const handle = new BigUint64Array(1);
    const name = typeof gpu === "number" ? "nvmlDeviceGetHandleByIndex_v2" : "nvmlDeviceGetHandleByUUID";
    const code = this.function(name)(gpu, handle);
    return code === 0 ? (handle[0] ?? 0n) : wordOfCode(code);
  }

  /** A name or UUID; undefined where there is none. */
  text(name: "nvmlDeviceGetName" | "nvmlDeviceGetUUID", handle: bigint): string | undefined {
    const text = Buffer.alloc(128);
    return this.function(name)(handle, text, text.length) === 0 ? textIn(text) : undefined;
  }

  /** The GPU's place on the bus, as `00000000:0C:00.0`. */
  bus(handle: bigint): string | undefined {
    const info = Buffer.alloc(pciInfo.size);
    return this.function("nvmlDeviceGetPciInfo_v3")(handle, info) === 0 ? textIn(info, pciInfo.busId) : undefined;
  }

  /** The compute capability, 8.9 as the number. */
  capability(handle: bigint): number | undefined {
    const [major, minor] = [new Int32Array(1), new Int32Array(1)];
    const code = this.function("nvmlDeviceGetCudaComputeCapability")(handle, major, minor);
    return code === 0 ? Number(`${major[0]}.${minor[0]}`) : undefined;
  }

  /** The power limit in force, mW. */
  limit(handle: bigint): number | undefined {
    const limit = this.#unsigned("nvmlDeviceGetEnforcedPowerLimit", handle);
    return typeof limit === "number" && limit > 0 && limit <= LARGEST_MILLIWATTS ? limit : undefined;
  }

  /** Reads a GPU in one way, again and again: mW or mJ. */
  reader(handle: bigint, way: PolledWay): () => Reading {
    const read = this.raw(handle, calls[way]);
    if (isCounter(way)) return read;
    return () => {
      const value = read();
      return typeof value === "number" && value > LARGEST_MILLIWATTS ? "out-of-range" : value;
    };
  }

  /**
   * The samples of power that the driver has kept since `since`, in µs of the wall clock, oldest first; or the word for
   * why there is none. What is no power is left out.
   */
  samples(handle: bigint, since: bigint): readonly Kept[] | string {
    const call = this.function("nvmlDeviceGetSamples");
    const [type, count] = [new Int32Array(1), new Uint32Array(1)];
    const asked = call(handle, TOTAL_POWER, since, type, count, null);
    if (noneNew.has(asked)) return [];
    if (asked !== 0) return wordOfCode(asked);
    // a few may be added before the second call
    const room = (count[0] ?? 0) + SPARE;
    const buffer = Buffer.alloc(room * sampleValue.size);
    count[0] = room;
    const code = call(handle, TOTAL_POWER, since, type, count, buffer);
    if (noneNew.has(code)) return [];
    if (code !== 0) return wordOfCode(code);
    const kept = Array.from({ length: Math.min(count[0] ?? 0, room) }, (_, index) => index * sampleValue.size).flatMap(
      (at) => {
        const milliwatts = typedNumber(buffer, type[0] ?? -1, at + sampleValue.value);
        const micros = buffer.readBigUInt64LE(at + sampleValue.timestamp);
        return typeof milliwatts === "number" && milliwatts <= LARGEST_MILLIWATTS && micros > since
          ? [{ micros, milliwatts }]
          : [];
      },
    );
    return kept.sort((a, b) => (a.micros < b.micros ? -1 : 1));
  }

  /** The same for any call, without a judgement of what it gives. */
  raw(handle: bigint, call: Call): () => Reading {
    return "field" in call ? this.#field(handle, call) : this.#whole(handle, call);
  }

  #unsigned(name: Name, ...before: readonly unknown[]): Reading {
    const answer = new Uint32Array(1);
    const code = this.function(name)(...before, answer);
    return code === 0 ? (answer[0] ?? "unreadable") : wordOfCode(code);
  }

  #whole(handle: bigint, { name, bits, which, second, per = 1, most }: FunctionCall): () => Reading {
    const call = this.function(name);
    const answer = new BigUint64Array(1);
    const given = which === undefined ? [handle, answer] : [handle, which, answer];
    const mask = bits === 32 ? 0xffff_ffffn : ~0n;
    return () => {
      const code = call(...given);
      if (code !== 0) return wordOfCode(code);
      const value = wholeNumber(((answer[0] ?? 0n) >> (second ? 32n : 0n)) & mask);
      if (typeof value === "number" && most !== undefined && value > most) return "unknown";
      return typeof value === "number" ? value / per : value;
    };
  }

  #field(handle: bigint, { field, scope }: Extract<Call, { field: number }>): () => Reading {
    const call = this.function("nvmlDeviceGetFieldValues");
    const entry = Buffer.alloc(fieldValue.size);
    return () => {
      entry.fill(0);
      entry.writeUInt32LE(field, fieldValue.fieldId);
      entry.writeUInt32LE(scope, fieldValue.scopeId);
      entry.writeInt32LE(UNKNOWN, fieldValue.nvmlReturn);
      const code = call(handle, 1, entry) || entry.readInt32LE(fieldValue.nvmlReturn);
      if (code !== 0) return wordOfCode(code);
      return typedNumber(entry, entry.readInt32LE(fieldValue.valueType), fieldValue.value);
    };
  }
}
