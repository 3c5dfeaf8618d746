import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { befall, type Outcome } from "../servers/befall.js";
import { faults } from "../servers/faults.js";
import { Rig } from "../servers/rig.js";
import { faultKinds, scheduleOf } from "../servers/schedule.js";
import { programs } from "../servers/server.js";

/** So many schedules from this seed on: FAULT_SCHEDULES and FAULT_SEED say otherwise. */
const COUNT = Number(process.env["FAULT_SCHEDULES"] ?? 136);
const SEED = Number(process.env["FAULT_SEED"] ?? 1);
const LANES = 2;

const there = programs() !== undefined;
const rigs: Rig[] = [];
beforeAll(async () => {
  if (there) for (let lane = 0; lane < LANES; lane++) rigs.push(await Rig.start());
}, 120_000);
afterAll(async () => {
  for (const rig of rigs) await rig[Symbol.asyncDispose]();
});

describe.skipIf(!there)(`${COUNT} fault schedules from seed ${SEED} on`, () => {
  it(
    "lose nothing and double nothing",
    async () => {
      const outcomes: Outcome[] = [];
      let next = SEED;
      const lane = async (rig: Rig) => {
        while (next < SEED + COUNT) {
          const outcome = await befall(scheduleOf(next++), rig);
          if (outcome !== undefined) outcomes.push(outcome);
        }
      };
      await Promise.all(rigs.map(lane));
      process.stdout.write(faultTable(outcomes));
      const wrong = outcomes.filter(
        ({ lost, doubled, status, leaked }) => leaked || lost > 0 || doubled !== 0 || status !== 0,
      );
      expect(wrong).toEqual([]);
      // disks of their own, and worlds, are root's to make
      if (process.getuid?.() === 0) expect(outcomes).toHaveLength(COUNT);
      const silent = faultKinds.filter((kind) => {
        const own = outcomes.filter(({ schedule }) => schedule.kind === kind);
        const { said } = faults[kind];
        return said !== undefined && own.length >= 4 && !own.some(({ log }) => said.test(log));
      });
      expect(silent).toEqual([]);
    },
    COUNT * 30_000,
  );

  it.each([undefined, 30_000])(
    "and neither does a server that hangs for a minute, the agent killed at %s ms",
    async (killAt) => {
      const minute = {
        ...scheduleOf(SEED + COUNT),
        kind: "server hangs",
        from: 2000,
        to: 62_000,
        recordS: 66,
      } as const;
      const { sendKillAt: _, killAt: __, ...schedule } = minute;
      const [rig] = rigs;
      const outcome =
        rig && (await befall({ ...schedule, seed: SEED + COUNT + (killAt ?? 0), ...(killAt && { killAt }) }, rig));
      expect(outcome).toMatchObject({ lost: 0, doubled: 0, status: 0, leaked: false });
      expect(outcome?.recorded).toBeGreaterThan(killAt === undefined ? 12_000 : 5000);
      expect(outcome?.log).toMatch(killAt === undefined ? /takes points again, after/ : /no answer within/);
    },
    180_000,
  );
});

/** Fault -> schedules, points recorded, lost, doubled, seconds to recover. */
function faultTable(outcomes: readonly Outcome[]): string {
  const rows = faultKinds.map((kind) => {
    const own = outcomes.filter(({ schedule }) => schedule.kind === kind);
    const sum = (key: "recorded" | "lost" | "doubled") => own.reduce((total, one) => total + one[key], 0);
    const seconds = own.map(({ recoveredS }) => recoveredS).sort((a, b) => a - b);
    const said = faults[kind].said;
    const logs = own.filter(({ log }) => said?.test(log)).length;
    const times = [seconds[seconds.length >> 1], seconds.at(-1)].map((s) => (s ?? Number.NaN).toFixed(1));
    const words = said === undefined ? "-" : String(logs);
    return [kind, ...[own.length, sum("recorded"), sum("lost"), sum("doubled")].map(String), ...times, words];
  });
  const head = ["fault", "schedules", "points", "lost", "doubled", "recovered s", "at most", "in the log"];
  const table = [head, ...rows];
  const widths = head.map((_, k) => Math.max(...table.map((row) => row[k]?.length ?? 0)));
  return `${table.map((row) => row.map((cell, k) => cell.padEnd(widths[k] ?? 0)).join("  ")).join("\n")}\n`;
}
