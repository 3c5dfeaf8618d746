import { hostClock } from "../core/clock.js";
import type { Host } from "../core/probe.js";
import { type Granted, pollOnThread } from "./poll-on-thread.js";

/** What the host tells, and is told, beside what probes see of it. */
interface HostOptions {
  readonly onGranted?: (probe: string, granted: Granted) => void;
  readonly interrupted?: AbortSignal | undefined;
}

/** This computer, with its instruments looked for below `root` ("/", or where a container mounts the host). */
export function createHost(root: string, { onGranted, interrupted }: HostOptions = {}): Host {
  return {
    root,
    clock: hostClock,
    ...(interrupted !== undefined && { interrupted }),
    poll: (plan, signal) => pollOnThread(plan, { root, signal, ...(onGranted && { onGranted }) }),
  };
}
