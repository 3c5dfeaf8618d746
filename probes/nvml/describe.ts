import { type Clock, hostClock } from "../../src/core/clock.js";
import { secondsBetween } from "../../src/core/units.js";
import type { Described, GpuAnswer, ValueAnswer } from "./answer.js";
import type { Nvml, Reading } from "./bindings.js";
import { isCounter, noScope, type PolledWay, ways } from "./ways.js";

/**
 * What every GPU is and gives. No value is trusted to be there, nor, where there is time to `settle`, a counter to count:
 * each is read, counters twice.
 */
export function describe(nvml: Nvml, settle?: () => void): Described {
  const count = nvml.count();
  const indices = Array.from({ length: typeof count === "number" ? count : 0 }, (_, index) => index);
  const found = indices.map((index) => ({ index, handle: nvml.handle(index) }));
  const here = found.flatMap(({ index, handle }) => (typeof handle === "bigint" ? [{ index, handle }] : []));
  const first = here.map((gpu) => describeGpu(nvml, gpu));
  settle?.();
  return {
    driver: nvml.driver(),
    gpus: first.map((gpu, place) => (settle ? withoutStuck(gpu, nvml, here[place]?.handle ?? 0n) : gpu)),
    lost: found.flatMap(({ index, handle }) => (typeof handle === "string" ? [{ index, reason: handle }] : [])),
  };
}

function describeGpu(nvml: Nvml, { index, handle }: { readonly index: number; readonly handle: bigint }): GpuAnswer {
  const capability = nvml.capability(handle);
  const limitMilliwatts = nvml.limit(handle);
  const scopes = typeof nvml.raw(handle, noScope)() === "string";
  const read = (way: PolledWay): ValueAnswer =>
    way.startsWith("module") && !scopes ? { reason: "no-scopes" } : timed(nvml.reader(handle, way), hostClock);
  return {
    index,
    uuid: nvml.text("nvmlDeviceGetUUID", handle) ?? "",
    name: nvml.text("nvmlDeviceGetName", handle) ?? "GPU",
    bus: nvml.bus(handle) ?? "",
    ...(capability !== undefined && { capability }),
    ...(limitMilliwatts !== undefined && { limitMilliwatts }),
    values: { ...Object.fromEntries(ways.map((way) => [way, read(way)])), samples: spacing(nvml, handle) },
  };
}

/** How far apart the driver's own samples are, ms. */
function spacing(nvml: Nvml, handle: bigint): ValueAnswer {
  const kept = nvml.samples(handle, 0n);
  if (typeof kept === "string") return { reason: kept };
  const steps = kept.slice(1).map(({ micros }, index) => Number(micros - (kept[index]?.micros ?? micros)) / 1000);
  const middle = steps.sort((a, b) => a - b)[steps.length >> 1];
  return middle === undefined || middle <= 0 ? { reason: "no-data" } : { value: middle, ms: 0 };
}

function timed(read: () => Reading, clock: Clock): ValueAnswer {
  const before = clock.now();
  const value = read();
  const ms = secondsBetween(before, clock.now()) * 1000;
  return typeof value === "number" ? { value, ms } : { reason: value };
}

/** A counter of a GPU at work rises several times in that time, and one of an idle GPU too. */
function withoutStuck(gpu: GpuAnswer, nvml: Nvml, handle: bigint): GpuAnswer {
  const again = ways.filter(isCounter).flatMap((way): [PolledWay, ValueAnswer][] => {
    const before = gpu.values[way];
    if (before === undefined || "reason" in before) return [];
    const value = nvml.reader(handle, way)();
    return value === before.value ? [[way, { reason: "stuck" }]] : [];
  });
  return { ...gpu, values: { ...gpu.values, ...Object.fromEntries(again) } };
}
