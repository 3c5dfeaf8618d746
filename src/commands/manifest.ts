import { arch, cpus, hostname, release } from "node:os";
import type { Manifest, Work } from "../core/recording.js";

/** What a manifest needs to know of a run. */
export interface ManifestOptions {
  readonly id: string;
  readonly name?: string | undefined;
  readonly command: readonly string[];
  readonly wallMs: number;
  readonly version: string;
  readonly work?: Work | undefined;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly findings: Manifest["findings"];
}

/** The part of a manifest that does not depend on the probes. */
export function manifestStart(options: ManifestOptions): Omit<Manifest, "probes" | "start" | "schema"> {
  const { id, name, command, wallMs, version, work, settings, findings } = options;
  const processors = cpus();
  return {
    id,
    ...(name !== undefined && { name }),
    command,
    startedAt: new Date(wallMs).toISOString(),
    host: {
      hostname: hostname(),
      kernel: release(),
      arch: arch(),
      cpu: processors[0]?.model.trim() ?? "unknown",
      cpus: processors.length,
    },
    version,
    ...(work !== undefined && { work }),
    settings,
    findings,
  };
}
