import { expect, test } from "vitest";
import { befall } from "../servers/befall.js";
import { Rig } from "../servers/rig.js";
import { scheduleOf } from "../servers/schedule.js";
import { programs } from "../servers/server.js";

/** A few of the hundred of test/long/delivery.test.ts: one in which the agent is killed, one in which `send` is too. */
const SEEDS = [14, 18, 23];

test.skipIf(programs() === undefined)(
  "through an outage, a cut connection and kill -9 every sample arrives once, and no password is anywhere",
  async () => {
    await using rig = await Rig.start();
    for (const seed of SEEDS) {
      const outcome = await befall(scheduleOf(seed), rig);
      expect(outcome).toMatchObject({ lost: 0, doubled: 0, status: 0, leaked: false });
      expect(outcome?.recorded).toBeGreaterThan(50);
    }
  },
  180_000,
);
