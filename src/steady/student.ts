import { student95 } from "../core/stats.js";

/** How far core's table of Student's t goes; above it that is 2, which is too coarse to count runs with. */
const TABLE = 30;
/** The 97.5 % and 99.5 % quantiles of the normal distribution. */
const Z975 = 1.959963985;
const Z995 = 2.575829304;

/** The 97.5 % quantile of Student's t, to four digits for every number of degrees of freedom. */
export const t975 = (dof: number): number => (dof <= TABLE ? student95(dof) : expansion(Z975, dof));

/** The 99.5 % quantile of Student's t, within 1 % from 4 degrees of freedom on. */
export const t995 = (dof: number): number => expansion(Z995, dof);

/** Expansion of the quantile in 1/dof (Fisher and Cornish 1960), four terms. */
function expansion(z: number, dof: number): number {
  const [z3, z5, z7, z9] = [z ** 3, z ** 5, z ** 7, z ** 9];
  return (
    z +
    (z3 + z) / (4 * dof) +
    (5 * z5 + 16 * z3 + 3 * z) / (96 * dof ** 2) +
    (3 * z7 + 19 * z5 + 17 * z3 - 15 * z) / (384 * dof ** 3) +
    (79 * z9 + 776 * z7 + 1482 * z5 - 1920 * z3 - 945 * z) / (92160 * dof ** 4)
  );
}
