import { createHost } from "../acquire/host.js";
import { exitStatus } from "../wrap/exit.js";
import type { SignalScope } from "../wrap/signal-scope.js";
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
  /** See `OpenRequest`. */
  readonly oversample?: number | undefined;
  /** Instruments are looked for below this folder. */
  readonly root: string;
  /** Where what was found out of sensors is kept; without it none of that is used. */
  readonly characterizations?: string | undefined;
}

/** Opens the probes of a measuring command on this computer; see {@link selectProbes} for which, and what it throws. */
export async function openInstruments(
  options: InstrumentOptions,
  registry: ProbeRegistry,
  interrupted?: AbortSignal,
): Promise<Instruments> {
  const granted: Record<string, unknown> = {};
  const onGranted = (probe: string, given: unknown) => {
    granted[probe] = given;
  };
  const host = createHost(options.root, { onGranted, interrupted });
  const { rate, oversample, probes, characterizations } = options;
  const request = { ...(rate !== undefined && { rate }), ...(oversample !== undefined && { oversample }) };
  const selected = await selectProbes({ registry, host, requests: probes, request });
  if (characterizations === undefined) return { ...selected, granted };
  const { withCharacterizations } = await import("./characterize/use.js");
  return { ...withCharacterizations(selected, characterizations), granted };
}

/** The same for whoever can be interrupted meanwhile: undefined when that kept an instrument from opening. */
export async function openUnlessInterrupted(
  options: InstrumentOptions,
  registry: ProbeRegistry,
  { signal }: SignalScope,
): Promise<Instruments | undefined> {
  try {
    return await openInstruments(options, registry, signal);
  } catch (error) {
    if (signal.aborted) return undefined;
    throw error;
  }
}

/** The exit status of a command that was interrupted: 128 + signal. */
export const interruptedStatus = ({ interruptedBy }: SignalScope): number =>
  exitStatus({ code: null, signal: interruptedBy ?? null });
