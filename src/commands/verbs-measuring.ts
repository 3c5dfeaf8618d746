import type { Command } from "commander";
import type { Context } from "./context.js";
import type { RunFlags, SamplingFlags } from "./run-flags.js";
import { calibrationOptions, collect, resultOptions, verb } from "./verb.js";

/** What the command line hands to a measuring verb. */
export interface Line {
  /** Everything after `--`. */
  readonly theirs: readonly string[];
  readonly answer: (status: number) => void;
}

/** Verbs that sample: run, record, mark. */
export function addMeasuring(root: Command, context: Context, line: Line): void {
  addRun(root, context, line);
  addRecord(root, context, line);
  addMark(root, context);
}

function addRun(root: Command, context: Context, { theirs, answer }: Line): void {
  const command = verb(
    root,
    "run [command...]",
    "measure a command: energy, mean power and efficiency of everything it does",
    [
      "joulemark run -- ./benchmark --size 10",
      "joulemark run --repeat 5 --idle 5 --work 1000 --unit img --json result.json -- python infer.py",
    ],
  );
  resultOptions(samplingOptions(command))
    .option("--repeat <n>", "run the command n times and give statistics over the runs (default 1)")
    .option(
      "--target-uncertainty <percent>",
      "run it 5 times, then once decide how often for this U95 of the mean, e.g. 1%",
    )
    .option("--max-repeats <n>", "with --target-uncertainty: never more runs than this (default 100)")
    .option(
      "--phase-shift <n>",
      "run it n times, begun at n places of the period of a sensor that looks part of the time",
    )
    .option(
      "--ab <command...>",
      "measure two commands in turn and hold them against each other: --ab 'CMD1' 'CMD2'; each is split into words without a shell, quoted words kept; --repeat says how many blocks of one run each (default 5)",
      collect,
    )
    .option("--seed <n>", "with --ab: draws the order of each block (default: another one every time)")
    .option("--warmup <n>", "run it n times first without counting them (default 0)")
    .option("--cooldown <seconds>", "pause between runs (default 0)")
    .option("--idle <seconds>", "idle baseline before and after, for energy above idle (default 0)")
    .option("--sync-pulse", "a short known load before and after, which shows how late each instrument is")
    .option("--work <count>", "how much work one run does, for work/s and work/s/W")
    .option("--unit <name>", "what the work is counted in, e.g. img")
    .option("--work-regex <regex>", "read the amount of work from the command's output: first group, last match")
    .option("--engine <name>", "read the work as this program prints it: a name that ships, or a file")
    .option("--batch <n>", "with --engine: units in one batch")
    .option("--timeout <seconds>", "end a command that takes longer, and what it started")
    .option("--mark-regex <regex>", "mark phases from the command's output: groups (?<begin>NAME) and (?<end>NAME)")
    .option("--no-live", "no live line at the foot of the terminal, e.g. for full-screen programs")
    .option("-q, --quiet", "no live line and no table")
    .passThroughOptions()
    .action(async (words: string[], flags: RunFlags) => {
      const [{ run }, { runOptions }] = await Promise.all([import("./run.js"), import("./run-flags.js")]);
      answer(await run([...words, ...theirs], await runOptions(flags, context), context));
    });
}

function addRecord(root: Command, context: Context, { answer }: Line): void {
  const command = verb(root, "record", "sample until stopped with Ctrl-C, or for a time", [
    "joulemark record --duration 60",
    "joulemark record --probe simulated --sink ndjson:samples.ndjson --duration 2",
  ]);
  resultOptions(samplingOptions(command))
    .option("--duration <seconds>", "stop by itself")
    .option("-q, --quiet", "no live line and no table")
    .action(async (flags: SamplingFlags & { readonly duration?: string }) => {
      const [{ record }, { recordOptions }] = await Promise.all([import("./record.js"), import("./run-flags.js")]);
      answer(await record(await recordOptions(flags, context), context));
    });
}

/** Options of every verb that opens probes. */
export function samplingOptions(command: Command): Command {
  return calibrationOptions(command)
    .option(
      "-p, --probe <name[:key=value,...]>",
      "read this instrument (repeatable; default: whatever is found)",
      collect,
    )
    .option("--rate <hertz>", "samples a second; an instrument that is slower is read at its own pace")
    .option("--sink <name[:target]>", "also send samples there while they are taken (repeatable)", collect)
    .option("--influx <url>", "send samples to this InfluxDB too, http://host:8086/database (repeatable)", collect)
    .option(
      "--run-id <id>",
      "several hosts that give the same one are reported together: report --from-influx URL --run ID",
    )
    .option("--out <folder>", "where the recording's folder is made (default: the user's data folder)")
    .option("--name <name>", "a name to find the recording by")
    .option("--no-characterization", "go by the instruments' tables, not by what `characterize` found of them here")
    .option("--sysroot <folder>", "look for instruments below this folder, e.g. a host mounted into a container")
    .option("--config <file>", "configuration file (default: joulemark.yaml here, then the user's)");
}

function addMark(root: Command, context: Context): void {
  verb(root, "mark <begin|end> <name>", "inside a measured command: begin or end a phase", [
    "joulemark run -- sh -c 'joulemark mark begin load; sleep 1; joulemark mark end load'",
    "echo 'begin load' > $JOULEMARK_MARKS",
  ]).action(async (kind: string, name: string) => {
    const { mark } = await import("./mark.js");
    mark(kind, name, context);
  });
}
