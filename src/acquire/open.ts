import type { AnyProbe, Host, OpenProbe, OpenRequest } from "../core/probe.js";

/** A probe to open: its parsed settings, and a name that is unique in the recording. */
export interface ProbePlan {
  readonly name: string;
  readonly probe: AnyProbe;
  readonly settings: unknown;
}

/** An open probe under its name in the recording. */
export interface NamedProbe {
  readonly name: string;
  readonly settings: unknown;
  readonly open: OpenProbe;
}

/** Opened probes that close together, in reverse order. */
export interface OpenProbes extends AsyncDisposable {
  readonly probes: readonly NamedProbe[];
}

/** Opens every probe or none: when one fails, those already open are closed and its error is thrown. */
export async function openAll(plans: readonly ProbePlan[], host: Host, request: OpenRequest): Promise<OpenProbes> {
  const probes: NamedProbe[] = [];
  const close = async () => {
    const failures: unknown[] = [];
    for (const { open } of probes.splice(0).reverse()) {
      try {
        await open[Symbol.asyncDispose]();
      } catch (error) {
        failures.push(error);
      }
    }
    return failures;
  };
  try {
    for (const { name, probe, settings } of plans)
      probes.push({ name, settings, open: await probe.open(settings, host, request) });
  } catch (error) {
    await close();
    throw error;
  }
  return {
    probes: [...probes],
    // One that does not close keeps no other one open; the first is what the user hears of.
    async [Symbol.asyncDispose]() {
      const [failure] = await close();
      if (failure !== undefined) throw failure;
    },
  };
}

/** Names that are unique: the second `meter` becomes `meter#2`. */
export function uniqueNames(names: readonly string[]): readonly string[] {
  const seen = new Map<string, number>();
  return names.map((name) => {
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return count === 1 ? name : `${name}#${count}`;
  });
}
