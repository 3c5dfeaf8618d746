import type { ErrorSource, Rail, Total } from "../../../src/core/rail.js";
import type { Seconds } from "../../../src/core/units.js";
import { meanPowerRail, modelError, nodeOf } from "../energy-model.js";

const STEP_J = 0.01;
/** A block's length is the difference of two whole milliseconds. */
const STEP_S = 1e-3;

const isDram = (id: string): boolean => id.endsWith("/dram");
const socketOf = (id: string): string => id.replace(/^socket-|\/dram$/g, "");

const ownerOf = (id: string): string => `package-${socketOf(id)}`;

/** Ids in the order of the sockets, memory after its socket. */
export const sortedIds = (ids: Iterable<string>): readonly string[] =>
  [...new Set(ids)].sort((a, b) => Number(socketOf(a)) - Number(socketOf(b)) || a.length - b.length);

/** A rail for each socket and for the memory beside it: the processor's own model, mean power of blocks of `period`. */
export const railsOf = (ids: readonly string[], period: Seconds): readonly Rail[] =>
  ids.map((id) =>
    meanPowerRail({
      id,
      period,
      uncertainty: uncertaintyOf(id, period),
      node: nodeOf(ownerOf(id), isDram(id) ? "dram" : undefined),
      note: isDram(id) ? "memory of the socket, beside its package" : "package of the socket",
    }),
  );

function uncertaintyOf(id: string, period: Seconds): readonly ErrorSource[] {
  const of = "power";
  return [
    // the program serves servers only
    modelError(of, { processor: "server", owner: ownerOf(id), what: isDram(id) ? "memory" : "package" }),
    {
      ...{ id: "block length", kind: "gain", of, distribution: "triangular", size: Math.min(1, STEP_S / period) },
      origin: "whole milliseconds at both ends of a block",
    },
    {
      ...{ id: "resolution", kind: "resolution", of, distribution: "rectangular", size: STEP_J / period },
      origin: "joules of a block to two decimals",
    },
  ];
}

/** All sockets and the memory beside them: neither contains the other (devices.md D1). */
export function totalsOf(ids: readonly string[]): readonly Total[] {
  if (ids.length === 0) return [];
  const scope = ids.some(isDram) ? "packages and memory" : "packages";
  return [{ name: scope, parts: ids, scope }];
}
