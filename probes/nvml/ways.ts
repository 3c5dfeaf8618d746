/** How the library is asked for a GPU's power in mW, or for its energy in mJ since the driver was loaded. */
export type PolledWay =
  | "energy"
  | "energy-field"
  | "instant"
  | "average"
  | "usage"
  | "module-instant"
  | "module-average"
  | ConditionWay;
/** How it is asked for a condition, by the name that the condition has. */
export type ConditionWay =
  | "clock.sm"
  | "clock.memory"
  | "temperature"
  | "utilization"
  | "utilization.memory"
  | "pstate"
  | "limit";
/** The same, or by the driver's own buffer of the last samples. */
export type Way = PolledWay | "samples";

/** A function of its own, which fills a whole number of so many bits. */
export interface FunctionCall {
  readonly name:
    | "nvmlDeviceGetTotalEnergyConsumption"
    | "nvmlDeviceGetPowerUsage"
    | "nvmlDeviceGetClockInfo"
    | "nvmlDeviceGetTemperature"
    | "nvmlDeviceGetUtilizationRates"
    | "nvmlDeviceGetPerformanceState"
    | "nvmlDeviceGetEnforcedPowerLimit";
  readonly bits: 32 | 64;
  /** Which of several, e.g. which clock. */
  readonly which?: number;
  /** The number is the second of two. */
  readonly second?: true;
  /** So many of the library's units are one of ours. */
  readonly per?: number;
  /** More than this says that it is not known. */
  readonly most?: number;
}
/** That, or a field by number, in a scope. */
export type Call = FunctionCall | { readonly field: number; readonly scope: number };

/** Every way (devices.md B5). Scopes: 0 the GPU, 1 the module around it. */
export const calls: Readonly<Record<PolledWay, Call>> = {
  energy: { name: "nvmlDeviceGetTotalEnergyConsumption", bits: 64 },
  "energy-field": { field: 83, scope: 0 },
  instant: { field: 186, scope: 0 },
  average: { field: 185, scope: 0 },
  usage: { name: "nvmlDeviceGetPowerUsage", bits: 32 },
  "module-instant": { field: 186, scope: 1 },
  "module-average": { field: 185, scope: 1 },
  "clock.sm": { name: "nvmlDeviceGetClockInfo", which: 1, bits: 32 },
  "clock.memory": { name: "nvmlDeviceGetClockInfo", which: 2, bits: 32 },
  temperature: { name: "nvmlDeviceGetTemperature", which: 0, bits: 32 },
  utilization: { name: "nvmlDeviceGetUtilizationRates", bits: 32 },
  "utilization.memory": { name: "nvmlDeviceGetUtilizationRates", bits: 32, second: true },
  // 32 is the library's word for unknown
  pstate: { name: "nvmlDeviceGetPerformanceState", bits: 32, most: 15 },
  limit: { name: "nvmlDeviceGetEnforcedPowerLimit", bits: 32, per: 1000 },
};

/** A scope that there is none of: a driver that gives a value for it gives the GPU's own, whatever the scope. */
export const noScope: Call = { field: 186, scope: 255 };

/** All ways but the buffer, the best first. */
export const ways = Object.keys(calls) as readonly PolledWay[];

/** Whether the way is a counter of energy. */
export const isCounter = (way: Way): boolean => way === "energy" || way === "energy-field";

/** The ways that are conditions. */
export const conditionWays: readonly ConditionWay[] = [
  "clock.sm",
  "clock.memory",
  "temperature",
  "utilization",
  "utilization.memory",
  "pstate",
  "limit",
];
