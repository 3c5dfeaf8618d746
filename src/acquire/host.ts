import { hostClock } from "../core/clock.js";
import type { Host } from "../core/probe.js";
import { type Granted, pollOnThread } from "./poll-on-thread.js";

/** This computer, with its instruments looked for below `root` ("/", or where a container mounts the host). */
export function createHost(root: string, onGranted?: (probe: string, granted: Granted) => void): Host {
  return {
    root,
    clock: hostClock,
    poll: (plan, signal) => pollOnThread(plan, { root, signal, ...(onGranted && { onGranted }) }),
  };
}
