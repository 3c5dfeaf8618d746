import type { StreamConfig } from "../../config/stream-config.js";
import { asMeasurementError, type ErrorCode, type MeasurementError } from "../../core/error.js";
import type { Context } from "../context.js";
import { type Instruments, openInstruments } from "../open-instruments.js";
import type { ProbeRequest } from "../probe-words.js";

/** An instrument that was asked for and is not there now. */
export interface Missing {
  /** Undefined where whatever is found was asked for. */
  readonly request: ProbeRequest | undefined;
  readonly error: MeasurementError;
}

/** What a stream samples with: what could be opened, and what could not. */
export interface StreamInstruments {
  readonly open: Instruments | undefined;
  /** Of the probes that are open, in their order. */
  readonly requests: readonly ProbeRequest[];
  readonly missing: readonly Missing[];
}

/** What a service can be asked to read. */
export interface Asked extends Pick<StreamConfig, "rate"> {
  readonly probes: readonly ProbeRequest[];
  readonly root: string;
  readonly characterizations?: string | undefined;
}

/** Our own fault, or the configuration's: no waiting helps. */
const fatal: ReadonlySet<ErrorCode> = new Set(["CONFIG", "UNKNOWN_NAME", "INTERNAL"]);

/**
 * Opens what was asked for. A service begins with what there is: an instrument that is not there yet keeps neither the
 * others nor what waits to be sent. Throws CONFIG, UNKNOWN_NAME and INTERNAL alone.
 */
export async function openWhatIsThere(asked: Asked, { registry }: Pick<Context, "registry">) {
  const all = await attempt(asked, registry);
  if (!("error" in all)) return whole(all.open, asked);
  if (asked.probes.length < 2) return none(asked.probes[0], all.error);
  const there: ProbeRequest[] = [];
  const missing: Missing[] = [];
  for (const request of asked.probes) {
    const one = await attempt({ ...asked, probes: [request] }, registry);
    if ("error" in one) missing.push({ request, error: one.error });
    else {
      there.push(request);
      await one.open[Symbol.asyncDispose]();
    }
  }
  if (there.length === 0) return { open: undefined, requests: [], missing };
  const rest = await attempt({ ...asked, probes: there }, registry);
  return "error" in rest
    ? { open: undefined, requests: [], missing: [...missing, { request: undefined, error: rest.error }] }
    : { ...whole(rest.open, { ...asked, probes: there }), missing };
}

/** Whether an instrument can be opened now; it is closed again. */
export async function isThere(
  asked: Asked,
  request: ProbeRequest | undefined,
  { registry }: Pick<Context, "registry">,
): Promise<boolean> {
  const one = await attempt({ ...asked, probes: request === undefined ? asked.probes : [request] }, registry);
  if ("error" in one) return false;
  await one.open[Symbol.asyncDispose]();
  return true;
}

async function attempt(
  asked: Asked,
  registry: Context["registry"],
): Promise<{ readonly open: Instruments } | { readonly error: MeasurementError }> {
  try {
    return { open: await openInstruments(asked, registry) };
  } catch (thrown) {
    const error = asMeasurementError(thrown);
    if (fatal.has(error.code)) throw error;
    return { error };
  }
}

const whole = (open: Instruments, { probes }: Asked): StreamInstruments => ({
  open,
  // of those that were found, what they were found as
  requests: probes.length > 0 ? probes : open.probes.map(({ name }) => ({ name, settings: {} })),
  missing: [],
});

const none = (request: ProbeRequest | undefined, error: MeasurementError): StreamInstruments => ({
  open: undefined,
  requests: [],
  missing: [{ request, error }],
});
