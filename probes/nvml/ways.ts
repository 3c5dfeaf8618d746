/** How the library is asked for a GPU's power in mW, or for its energy in mJ since the driver was loaded. */
export type PolledWay =
  | "energy"
  | "energy-field"
  | "instant"
  | "average"
  | "usage"
  | "module-instant"
  | "module-average";
/** The same, or by the driver's own buffer of the last samples. */
export type Way = PolledWay | "samples";

/** A function of its own, which fills a whole number of so many bits; or a field by number, in a scope. */
export type Call =
  | { readonly name: "nvmlDeviceGetTotalEnergyConsumption" | "nvmlDeviceGetPowerUsage"; readonly bits: 32 | 64 }
  | { readonly field: number; readonly scope: number };

/** Every way (devices.md B5). Scopes: 0 the GPU, 1 the module around it. */
export const calls: Readonly<Record<PolledWay, Call>> = {
  energy: { name: "nvmlDeviceGetTotalEnergyConsumption", bits: 64 },
  "energy-field": { field: 83, scope: 0 },
  instant: { field: 186, scope: 0 },
  average: { field: 185, scope: 0 },
  usage: { name: "nvmlDeviceGetPowerUsage", bits: 32 },
  "module-instant": { field: 186, scope: 1 },
  "module-average": { field: 185, scope: 1 },
};

/** A scope that there is none of: a driver that gives a value for it gives the GPU's own, whatever the scope. */
export const noScope: Call = { field: 186, scope: 255 };

/** All ways but the buffer, the best first. */
export const ways = Object.keys(calls) as readonly PolledWay[];

/** Whether the way is a counter of energy. */
export const isCounter = (way: Way): boolean => way === "energy" || way === "energy-field";
