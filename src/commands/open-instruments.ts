import { createHost } from "../acquire/host.js";
import type { ProbeRegistry } from "./context.js";
import type { ProbeRequest } from "./probe-words.js";
import { type Selection, selectProbes } from "./select-probes.js";

/** Open probes, with what a recording keeps of how they are read. */
export interface Instruments extends Selection {
  /** Filled by the sampling threads with the priority they were granted. */
  readonly granted: Readonly<Record<string, unknown>>;
}

/** Which probes, and how. */
export interface InstrumentOptions {
  readonly probes: readonly ProbeRequest[];
  /** Samples a second; each instrument's own where it is not said. */
  readonly rate?: number | undefined;
  /** Instruments are looked for below this folder. */
  readonly root: string;
}

/** Opens the probes of a measuring command on this computer; see {@link selectProbes} for which, and what it throws. */
export async function openInstruments(options: InstrumentOptions, registry: ProbeRegistry): Promise<Instruments> {
  const granted: Record<string, unknown> = {};
  const host = createHost(options.root, (probe, given) => {
    granted[probe] = given;
  });
  const request = options.rate === undefined ? {} : { rate: options.rate };
  return { ...(await selectProbes({ registry, host, requests: options.probes, request })), granted };
}
