import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { joulemark, type StartOptions, scratch, start } from "../e2e/cli.js";
import { type Difference, difference } from "./delivered.js";
import { mountSmall, unmount } from "./disk.js";
import { faults, type Victim } from "./faults.js";
import type { Rig } from "./rig.js";
import { RECORD_S, type Schedule } from "./schedule.js";
import { plain, type World } from "./world.js";

const PROBE = "simulated:waveform.type=sine,waveform.meanW=20,waveform.amplitudeW=5,waveform.periodS=1,periodMs=5";
/** How long `send` has for all of it. */
const PATIENCE_S = 60;

/** What became of a schedule. */
export interface Outcome extends Difference {
  readonly schedule: Schedule;
  /** From when all was well again until all was there, in seconds. */
  readonly recoveredS: number;
  /** Exit status of the last `send`, and what was said by all. */
  readonly status: number | null;
  readonly log: string;
  /** The password stands in the log, the agent's arguments, or a file of the recording. */
  readonly leaked: boolean;
}

/** Of the disk that a recording fills. */
const DISK_MB = 2;

/** Records to a database through a fault, perhaps killed, sends the rest, and compares. Undefined where nobody may make the fault. */
export async function befall(schedule: Schedule, rig: Rig): Promise<Outcome | undefined> {
  const { kind } = schedule;
  const disk = scratch();
  const mounted = kind === "disk full" && mountSmall(disk, DISK_MB);
  const { world: make = () => plain } = faults[kind];
  const victim: Victim = { rig, database: `s${schedule.seed}`, disk, world: scratch() };
  const world = make(victim.world);
  try {
    const fixed =
      world === undefined || (kind === "disk full" && !mounted) || (kind.startsWith("server's disk") && !rig.ownDisk);
    return fixed ? undefined : await suffer(schedule, victim, world);
  } finally {
    if (mounted) unmount(disk);
    rmSync(disk, { recursive: true, force: true });
  }
}

async function suffer(schedule: Schedule, victim: Victim, { env, through, host }: World): Promise<Outcome> {
  const { rig, database, disk } = victim;
  await rig.database(database);
  const out = join(disk, "out");
  mkdirSync(out);
  const options: StartOptions = { env: { ...rig.env, ...env }, through };
  const sink = `influx:http://${host}:${rig.wire.port}/${database}`;
  const agent = start(
    [
      "record",
      "-q",
      "--probe",
      PROBE,
      "--out",
      out,
      "--duration",
      String(schedule.recordS ?? RECORD_S),
      "--sink",
      sink,
    ],
    options,
  );
  try {
    await recording(out);
    const told = readFileSync(`/proc/${agent.child.pid}/cmdline`, "latin1");
    const kill = sleep(schedule.killAt ?? 0).then(() => schedule.killAt !== undefined && agent.child.kill("SIGKILL"));
    await sleep(schedule.from);
    await faults[schedule.kind].begin(victim, schedule);
    await sleep(schedule.to - schedule.from);
    await faults[schedule.kind].end(victim);
    await kill;
    const { stderr } = await agent.ended;
    const well = performance.now();
    const sent = await sendAll(out, schedule, options);
    const recoveredS = (performance.now() - well) / 1000;
    const folder = join(out, readdirSync(out)[0] ?? "");
    const found = await difference(folder, database, rig.ask);
    const log = stderr + sent.stderr;
    const files = readdirSync(folder).map((name) => readFileSync(join(folder, name), "latin1"));
    const leaked = [log, told, ...files].some((text) => text.includes(rig.env.JOULEMARK_INFLUX_PASSWORD));
    return { ...found, schedule, recoveredS, status: sent.status, log, leaked };
  } finally {
    agent.child.kill("SIGKILL");
    await agent.ended;
  }
}

/** Resolves when an agent's recording below a folder holds samples. */
export async function recording(out: string): Promise<void> {
  const holds = () =>
    readdirSync(out).some((run) =>
      readdirSync(join(out, run)).some((name) => name.endsWith(".samples") && statSync(join(out, run, name)).size > 0),
    );
  for (let waited = 0; waited < 400 && !(existsSync(out) && holds()); waited++) await sleep(25);
}

async function sendAll(out: string, { sendKillAt }: Schedule, options: StartOptions) {
  const args = ["send", "--out", out, "--timeout", String(PATIENCE_S)];
  if (sendKillAt !== undefined) {
    const first = start(args, options);
    await Promise.race([sleep(sendKillAt), first.ended]);
    first.child.kill("SIGKILL");
    await first.ended;
  }
  return joulemark(args, options);
}
