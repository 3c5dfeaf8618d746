import { type Refusal, refusalBy } from "../shared/refusals.js";
import { install, letIn, lookedFor } from "./access.js";

const barred = {
  code: "PERMISSION",
  message: "counting the energy of the whole computer is not allowed to this user",
  remedy: letIn,
} as const;

const refusals: readonly Refusal[] = [
  // what Linux 5.8 and later say, then what older ones do
  { ...barred, text: "Access to performance monitoring and observability operations is limited" },
  { ...barred, text: "No permission to enable" },
  { ...barred, text: "You may not have permission to collect" },
  {
    code: "UNAVAILABLE",
    text: "Cannot find PMU `power'",
    message: "the kernel has no energy events here",
    remedy: lookedFor,
  },
  {
    code: "UNAVAILABLE",
    text: "perf not found for kernel",
    message: "it is not installed for the kernel that runs",
    remedy: install,
  },
];

/** Why perf ended without an interval, as an error; its own words stand in an unknown one. */
export const refusalOf = refusalBy({
  program: "perf",
  known: refusals,
  remedy: "Run `perf stat -a --per-socket -I 1000 -e power/energy-pkg/` by hand until it counts, then try again",
});
