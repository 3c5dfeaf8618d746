import type { Command } from "commander";
import type { Context } from "./context.js";
import { verb } from "./verb.js";

/** `influx`: what a database has, and making one ready. */
export function addInflux(
  root: Command,
  context: Context,
  { answer }: { readonly answer: (status: number) => void },
): void {
  const influx = verb(
    root,
    "influx",
    "a database of recordings: make it ready, list what it has, read a recording back",
    [
      "joulemark influx setup http://localhost:8086/power --keep 30d --keep-means 2y",
      "joulemark influx runs http://localhost:8086/power",
    ],
  );
  addSetup(influx, context);
  addRunsOf(influx, context);
  addFetch(influx, context, answer);
}

/** Flags of `influx setup`, as text. */
export interface SetupFlags {
  readonly keep?: string;
  readonly keepMeans?: string;
  /** False for --no-user. */
  readonly user: string | false;
  readonly credentials?: string;
  readonly passwordStdin?: boolean;
  readonly passwordCommand?: string;
  readonly newPassword?: boolean;
  readonly json?: boolean;
}

function addSetup(influx: Command, context: Context): void {
  verb(
    influx,
    "setup <url>",
    "make a database of InfluxDB 1.x ready: retention, means that are kept longer, a user who may only write",
    [
      "joulemark influx setup http://localhost:8086/power --keep 30d --keep-means 2y",
      "joulemark influx setup http://localhost:8086/power --no-user",
    ],
  )
    .option("--keep <time>", "how long points are kept: 12h, 30d, 2y, forever (default: as it is)")
    .option("--keep-means <time>", "also keep means of 10 s of the power, so long (default: none)")
    .option("--user <name>", "who may write to the database and do nothing else", "joulemark")
    .option("--no-user", "make no user")
    .option(
      "--credentials <file>",
      "where the user's password is kept, mode 600 (default: in the user's configuration)",
    )
    .option("--password-stdin", "read the user's password from standard input instead of making one")
    .option("--password-command <command>", "take it from what this prints, e.g. of a keyring")
    .option("--new-password", "give a user who is there another password")
    .option("--json", "say what was done as JSON")
    .action(async (url: string, flags: SetupFlags) => {
      const [{ influxSetup }, { setupOptions }] = await Promise.all([
        import("./influx/setup.js"),
        import("./influx/setup-flags.js"),
      ]);
      await influxSetup(url, setupOptions(flags), context);
    });
}

function addRunsOf(influx: Command, context: Context): void {
  verb(influx, "runs <url>", "the recordings that a database has: of which hosts, since when, how many points", [
    "joulemark influx runs http://localhost:8086/power",
    "joulemark influx runs http://localhost:8086/power --json",
  ])
    .option("--json", "as JSON")
    .action(async (url: string, flags: { readonly json?: boolean }) => {
      const { influxRuns } = await import("./influx/influx-runs.js");
      await influxRuns(url, flags, context);
    });
}

interface FetchFlags {
  readonly host?: string;
  readonly out?: string;
}

function addFetch(influx: Command, context: Context, answer: (status: number) => void): void {
  verb(influx, "fetch <url> [run]", "read a recording back from a database into a folder, for report and export", [
    "joulemark influx fetch http://localhost:8086/power 20261123T101530-abc4",
    "joulemark influx fetch http://localhost:8086/power nightly --host node7 --out recordings/",
  ])
    .option("--host <name>", "of this host, where several share the run's id")
    .option("--out <folder>", "where the recording's folder is made (default: the user's data folder)")
    .action(async (url: string, run: string | undefined, flags: FetchFlags) => {
      const { influxFetch } = await import("./influx/influx-fetch.js");
      answer(await influxFetch(url, { run, ...flags }, context));
    });
}
