import type { Command } from "commander";
import type { BenchFlags } from "./bench-flags.js";
import type { Context } from "./context.js";
import { runnerOptions } from "./runner-options.js";
import { resultOptions, verb } from "./verb.js";
import { type Line, samplingOptions } from "./verbs-measuring.js";

/** Verbs of the native runner: bench, runner. */
export function addRunner(root: Command, context: Context, line: Line): void {
  addBench(root, context, line);
  addInfo(root, context, line);
}

function addBench(root: Command, context: Context, { answer }: Line): void {
  const command = verb(root, "bench", "measure one network on one back end: img/s, W and img/s/W of inference", [
    "joulemark bench --network tiny --backend reference --duration 2",
    "joulemark bench --paper",
    "joulemark bench --network alexnet --batch 4 --backend reference --repeat 3 --json cell.json",
  ]);
  for (const { flags, description } of runnerOptions) command.option(flags, description);
  resultOptions(samplingOptions(command))
    .option("--duration <seconds>", "how long it is measured (default 10)")
    .option("--warmup <seconds>", "how long it computes first without being measured (default 1)")
    .option("--repeat <n>", "start and measure it n times and give statistics over the runs (default 1)")
    .option("--cooldown <seconds>", "pause between runs (default 0)")
    .option("--idle <seconds>", "idle baseline before and after, for energy above idle (default 0)")
    .option("--latex <file>", "with --paper: also as LaTeX tables; - is stdout")
    .option("--paper", "measure nothing: the whitepaper's tables 1 to 3, recomputed and explained")
    .option("-q, --quiet", "no live line and no table")
    .action(async (flags: BenchFlags) => {
      if (flags.paper === true) return (await import("./paper/paper.js")).paper(flags, context);
      const [{ bench }, { benchOptions }] = await Promise.all([import("./bench.js"), import("./bench-flags.js")]);
      answer(await bench(await benchOptions(flags, context), context));
    });
}

function addInfo(root: Command, context: Context, { answer }: Line): void {
  const examples = ["joulemark runner info", "joulemark runner info --json"];
  const runner = verb(root, "runner", "the native inference runner that `bench` measures", examples);
  verb(runner, "info", "its back ends and networks: what works here, and why what does not", examples)
    .option("--json", "as JSON")
    .option("--cuda-lib-dir <folder>", "where to look for the vendor's libraries first")
    .action(async ({ json, cudaLibDir }: { readonly json?: boolean; readonly cudaLibDir?: string }) => {
      const { runnerInfo } = await import("./runner-info.js");
      answer(await runnerInfo({ json: json ?? false, libraries: cudaLibDir }, context));
    });
}
