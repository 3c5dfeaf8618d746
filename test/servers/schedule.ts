import { Random } from "../../src/core/random.js";

/** What can befall a recording's way to a database. */
export const faultKinds = [
  "server killed",
  "server hangs",
  "database lost",
  "connection refused",
  "connection cut in mid-body",
  "blackhole",
  "1 kB/s",
  "answers late",
  "503 with Retry-After",
  "413 too large",
  "200 with a page",
  "password changed",
  "grant revoked",
  "disk full",
  "server's disk full",
  "name server gone",
  "server's clock wrong",
] as const;

/** One of them. */
export type FaultKind = (typeof faultKinds)[number];

/** Times in milliseconds from when the recording is begun. */
export interface Schedule {
  readonly seed: number;
  readonly kind: FaultKind;
  readonly from: number;
  readonly to: number;
  /** When the agent is killed with SIGKILL; never, where absent. */
  readonly killAt?: number;
  /** When the `send` that comes after it is killed likewise, from its start. */
  readonly sendKillAt?: number;
  /** Bytes that a connection lets through. */
  readonly bytes: number;
  /** How long the agent records; some seconds where it is not said. */
  readonly recordS?: number;
  /** How far two clocks are apart, in seconds. */
  readonly apartS: number;
}

/** How long the agent records. */
export const RECORD_S = 3;

/** The schedule of a seed; the kinds take turns, so that a hundred hold each of them. */
export function scheduleOf(seed: number, kinds: readonly FaultKind[] = faultKinds): Schedule {
  const random = new Random(seed);
  const between = (least: number, most: number) => Math.round(least + random.uniform() * (most - least));
  const from = between(0, 1200);
  const kind = kinds[seed % kinds.length] ?? "server killed";
  return {
    seed,
    kind,
    from,
    to: from + between(400, 3500),
    bytes: between(200, 40_000),
    apartS: between(-90_000, 90_000),
    ...(random.uniform() < 0.5 && { killAt: between(300, 4000) }),
    ...(random.uniform() < 0.3 && { sendKillAt: between(250, 1200) }),
  };
}
