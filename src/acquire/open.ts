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
  const close = () => closeAll(probes.splice(0).map(({ open }) => open));
  try {
    for (const { name, probe, settings } of plans)
      probes.push({ name, settings, open: await probe.open(settings, host, request) });
  } catch (error) {
    await close().catch(() => undefined);
    throw error;
  }
  return { probes: [...probes], [Symbol.asyncDispose]: close };
}

/** Closes all, the last first. One that does not close keeps no other one open; the first failure is thrown in the end. */
export async function closeAll(open: readonly AsyncDisposable[]): Promise<void> {
  const failures: unknown[] = [];
  for (const one of [...open].reverse()) {
    try {
      await one[Symbol.asyncDispose]();
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
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
