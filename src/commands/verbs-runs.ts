import type { Command } from "commander";
import { positiveNumber } from "../config/numbers.js";
import type { Context } from "./context.js";
import { verb } from "./verb.js";

interface RunsFlags {
  readonly out?: string;
  readonly json?: boolean;
  readonly keep?: string;
  readonly olderThan?: string;
  readonly dryRun?: boolean;
}

const DAY_S = 86_400;
const MOST = 1e6;

/** `runs`: list, show, prune. */
export function addRuns(root: Command, context: Context): void {
  const runs = verb(root, "runs", "the recordings that are kept", ["joulemark runs", "joulemark runs prune --keep 20"]);
  const list = common(
    verb(runs, "list", "list them, the newest first", ["joulemark runs", "joulemark runs list --json"]),
  );
  list.action(async (flags: RunsFlags) => {
    const { listRuns } = await import("./runs.js");
    listRuns(flags, context);
  });
  // `joulemark runs` alone lists.
  common(runs).action(async (flags: RunsFlags) => {
    const { listRuns } = await import("./runs.js");
    listRuns(flags, context);
  });
  common(
    verb(runs, "show [run]", "what one of them holds", ["joulemark runs show", "joulemark runs show quickstart"]),
  ).action(async (run: string | undefined, flags: RunsFlags) => {
    const { showRun } = await import("./runs.js");
    showRun(run, flags, context);
  });
  addPrune(runs, context);
}

function addPrune(runs: Command, context: Context): void {
  const examples = ["joulemark runs prune --keep 20", "joulemark runs prune --older-than 30 --dry-run"];
  common(verb(runs, "prune", "remove old ones", examples))
    .option("--keep <n>", "keep the n newest")
    .option("--older-than <days>", "remove those older than so many days")
    .option("--dry-run", "only say what would be removed")
    .action(async (flags: RunsFlags) => {
      const { pruneRuns } = await import("./runs.js");
      const keep = whole("--keep", flags.keep);
      const days = whole("--older-than", flags.olderThan);
      pruneRuns({ ...flags, keep, olderThan: days === undefined ? undefined : days * DAY_S }, context);
    });
}

const whole = (flag: string, text: string | undefined): number | undefined =>
  text === undefined ? undefined : positiveNumber(flag, text, { min: 0, max: MOST, integer: true });

const common = (command: Command): Command =>
  command
    .option("--out <folder>", "where recordings are looked for (default: the user's data folder)")
    .option("--json", "as JSON");
