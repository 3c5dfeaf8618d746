import { Random } from "../../core/random.js";

/** Far apart, so that the blocks of one seed are not the first blocks of the next. */
const STRIDE = 0x9e3779b1;

/**
 * The order of a block: every index below `count` once, shuffled (Fisher and Yates). It depends on nothing but its
 * arguments, so that an interrupted matrix goes on in the order that it began in, and what cannot run moves nothing.
 */
export function orderOf(count: number, { seed, block }: { readonly seed: number; readonly block: number }): number[] {
  const random = new Random((seed + Math.imul(block, STRIDE)) | 0);
  const order = Array.from({ length: count }, (_, index) => index);
  for (let last = count - 1; last > 0; last--) {
    const other = random.below(last + 1);
    const [a = 0, b = 0] = [order[last], order[other]];
    order[last] = b;
    order[other] = a;
  }
  return order;
}
