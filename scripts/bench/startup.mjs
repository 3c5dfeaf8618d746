// From the shell's point of view: measuring a command that does nothing, against a Node that does nothing.
import { join } from "node:path";
import { alternate, CLI, cost, median, row, scratch } from "./lib.mjs";

export async function startup({ rounds = 15 } = {}) {
  const out = join(scratch(), "out");
  const results = alternate(
    rounds,
    () => cost(CLI, ["run", "--out", out, "--probe", "simulated", "--", "true"]).wall,
    () => cost("node", ["-e", "0"]).wall,
  );
  const ratio = median(results.ours.map((wall, index) => wall / results.reference[index]));
  return [
    row("start-up: run --probe simulated -- true", {
      ours: median(results.ours),
      reference: median(results.reference),
      unit: "s (reference: node -e 0)",
      ratio,
      limit: 3,
    }),
  ];
}
