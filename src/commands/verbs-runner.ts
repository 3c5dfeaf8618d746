import type { Command } from "commander";
import type { Context } from "./context.js";
import type { MatrixFlags } from "./matrix/flags.js";
import type { MergeFlags } from "./merge/merge.js";
import { runnerOptions } from "./runner-options.js";
import { pageOptions, resultOptions, verb } from "./verb.js";
import { type Line, samplingOptions } from "./verbs-measuring.js";

/** Verbs of the native runner: bench, runner. */
export function addRunner(root: Command, context: Context, line: Line): void {
  addBench(root, context, line);
  addInfo(root, context, line);
}

function addBench(root: Command, context: Context, { answer }: Line): void {
  const summary = "measure inference: one network on one back end, or the matrix of a plan, as img/s, W and img/s/W";
  const command = verb(root, "bench [plan]", summary, [
    "joulemark bench quick.yaml",
    "joulemark bench --resume",
    "joulemark bench merge jetson.json server.json --markdown table.md",
    "joulemark bench --paper",
    "joulemark bench --network alexnet --batch 4 --backend reference --repeat 3 --json cell.json",
  ]);
  for (const { flags, description } of runnerOptions) command.option(flags, description);
  resultOptions(samplingOptions(command))
    .option("--duration <seconds>", "how long it is measured (default 10; of a plan: in place of its own)")
    .option("--warmup <seconds>", "how long it computes first without being measured (default 1)")
    .option("--repeat <n>", "start and measure it n times and give statistics over the runs (default 1)")
    .option("--cooldown <seconds>", "pause between runs (default 0)")
    .option("--idle <seconds>", "idle baseline before and after, for energy above idle (default 0)")
    .option("--latex <file>", "of a matrix and of --paper: write it as LaTeX tables; - is stdout")
    .option("--paper", "measure nothing: the whitepaper's tables 1 to 3, recomputed and explained")
    .option("--resume [matrix]", "go on with an interrupted matrix: the newest, or that of an id or folder")
    .option("--report [matrix]", "the result of a matrix again, from its recordings")
    .option("-q, --quiet", "no live line and no table")
    .action(async (plan: string | undefined, flags: MatrixFlags) => answer(await runBench(plan, flags, context)));
  addMerge(command, context);
}

/** Words after `merge` are its own: both verbs know --json. */
function addMerge(bench: Command, context: Context): void {
  const summary = "join the matrices of several computers: their cells, and ratios between them";
  const merge = verb(bench.enablePositionalOptions(), "merge <matrix...>", summary, [
    "joulemark bench merge jetson.json server.json",
    "joulemark bench merge TX1=a.json i7=b.json --latex tables.tex",
  ]);
  pageOptions(merge)
    .option("--out <folder>", "where matrices named by their id are looked for")
    .action(async (words: readonly string[], flags: MergeFlags) => {
      const { merge } = await import("./merge/merge.js");
      await merge(words, flags, context);
    });
}

/** A plan or one that was begun makes a matrix; without either it is one cell. */
async function runBench(plan: string | undefined, flags: MatrixFlags, context: Context): Promise<number> {
  if (flags.paper === true) return (await import("./paper/paper.js")).paper(plan, flags, context);
  if (plan === undefined && flags.resume === undefined && flags.report === undefined) {
    const [{ bench }, { benchOptions }] = await Promise.all([import("./bench.js"), import("./bench-flags.js")]);
    return bench(await benchOptions(flags, context), context);
  }
  const [matrix, words] = await Promise.all([import("./matrix/bench-matrix.js"), import("./matrix/flags.js")]);
  if (flags.report === undefined) return matrix.benchMatrix(await words.matrixOptions(plan, flags, context), context);
  await matrix.reportMatrix(words.reportedMatrix(plan, flags, context), words.outputOf(flags), context);
  return 0;
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
