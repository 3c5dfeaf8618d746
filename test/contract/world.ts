import { cpSync, mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { plant } from "../../probes/shared/plant.js";
import { createHost } from "../../src/acquire/host.js";
import { hostClock } from "../../src/core/clock.js";
import type { Host } from "../../src/core/probe.js";
import { nanoseconds, type Seconds } from "../../src/core/units.js";
import { inlinePoll } from "./inline-poll.js";
import { ManualClock } from "./manual-clock.js";

/** A host to run a probe on, and a way to let time pass there. */
export interface World {
  readonly host: Host;
  /** How long a stream may take to begin: 0 where the test moves the clock, more where a thread must start. */
  readonly startUp: Seconds;
  /** How late anything else may be, because threads wait for processors. */
  readonly slack: Seconds;
  advance(span: Seconds): Promise<void>;
}

/** A copy of a captured tree (empty when none is named), with a clock that the test moves. */
export function treeWorld(tree?: string): World {
  const root = mkdtempSync(join(tmpdir(), "world-"));
  if (tree?.endsWith(".tree")) plant(root, readFileSync(tree, "utf8"));
  else if (tree !== undefined) cpSync(tree, root, { recursive: true, verbatimSymlinks: true });
  const clock = new ManualClock();
  return {
    host: { root, clock, poll: inlinePoll({ root, clock }) },
    startUp: 0,
    slack: 0,
    advance: (span) => clock.advance(span),
  };
}

/** The same with real time, for programs that a tree holds, or that `start` runs beside it. */
export function liveWorld(tree: string, start?: (root: string) => void): World {
  const { root } = treeWorld(tree).host;
  start?.(root);
  return { ...hardwareWorld(), host: createHost(root) };
}

/** This computer and its own time; polls run on the real sampling thread. */
export function hardwareWorld(): World {
  return {
    host: createHost("/"),
    startUp: 20,
    slack: 1,
    advance: (span) => hostClock.until(hostClock.now() + nanoseconds(span)),
  };
}
