import * as z from "zod";
import type { Total } from "../../../src/core/rail.js";

const gpu = z.union([z.string().regex(/^[\w:.-]+$/, "an index, a UUID or a bus id"), z.int().nonnegative()]);

/** The setting that selects GPUs. */
export const gpusSetting = z
  .union([gpu, z.array(gpu).min(1)])
  .optional()
  .describe("index, UUID or bus id of the GPUs to sample, one or a list; all when absent");

/** The rail of a GPU's board. */
export const boardRail = (index: string | number): string => `gpu${index}`;
/** The rail of the module around it, where there is one (Grace Hopper). */
export const moduleRail = (index: string | number): string => `gpu${index}/module`;

/** A board, and whether its whole module is measured too. */
export interface Board {
  readonly index: string | number;
  readonly hasModule: boolean;
}

/** The boards together, where there are several. */
export function totalOf(boards: readonly Board[]): readonly Total[] {
  const parts = boards.map(({ index, hasModule }) => (hasModule ? moduleRail(index) : boardRail(index)));
  return parts.length < 2 ? [] : [{ name: "GPUs", parts, scope: "GPU boards" }];
}
