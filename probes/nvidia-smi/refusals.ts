import { refusals } from "../shared/nvidia/refusals.js";
import { refusalBy } from "../shared/refusals.js";

/** Why the tool ended without a table, as an error; the words of the tool itself stand in it. */
export const refusalOf = refusalBy({
  program: "nvidia-smi",
  known: refusals,
  remedy: "Run `nvidia-smi` by hand until it shows the GPU, then try again",
});
