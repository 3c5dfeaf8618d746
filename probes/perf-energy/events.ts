import { existsSync } from "node:fs";
import { join } from "node:path";

/** What the kernel counts the energy of (devices.md D2), the package first. */
export const domains = ["pkg", "ram", "cores", "gpu", "psys"] as const;
/** One of `domains`. */
export type Domain = (typeof domains)[number];

/** The domains that this kernel has events for. */
export const findDomains = (root: string): readonly Domain[] =>
  domains.filter((domain) => existsSync(join(root, "sys/bus/event_source/devices/power/events", `energy-${domain}`)));

/** The event's name for perf. */
export const eventOf = (domain: Domain): string => `power/energy-${domain}/`;
