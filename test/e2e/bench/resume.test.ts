import { beforeAll, describe, expect, test } from "vitest";
import type { ComparedMatrix } from "../../../src/core/matrix-comparison.js";
import { again, folderIn, matrixOf, type Place, placeOf, planOf, recordedIn, reported, startMatrix } from "./matrix.js";

const TEXT = planOf(["network: net, batch: [1, 2]"]);
const RUNS = 4;
/** Three programs one after the other, on a computer that others use too. */
const PATIENCE_MS = 120_000;

/** A matrix without what differs from one measuring to the next: ids, instants, and numbers that came out of time. */
const shape = ({ ids: _ids, startedAt: _at, cells, comparisons, ...rest }: ComparedMatrix) => ({
  ...rest,
  ratios: comparisons?.ratios.map(({ rate, efficiencies, ...ratio }) => ({
    ...ratio,
    rate: rate.value !== null,
    efficiencies: efficiencies.map(({ value, ...efficiency }) => ({ ...efficiency, value: value !== null })),
  })),
  cells: cells.map(({ recordings, rate, powers, quality: _quality, ...cell }) => ({
    ...cell,
    recordings: recordings.length,
    rate: rate !== null && Object.keys(rate.sources),
    powers: powers.map(({ meanPowerW, efficiency, ...power }) => ({
      ...power,
      joulesPerUnit: null,
      meanPowerW: meanPowerW?.value.toFixed(6),
      efficiency: efficiency !== null,
    })),
  })),
});

/** Starts a matrix and sends a signal when so many runs are done and a bit. */
async function interruptAfter(runs: number, signal: NodeJS.Signals): Promise<Place> {
  const place = placeOf(TEXT);
  const { child, ended } = startMatrix(place);
  let said = "";
  let sent = false;
  child.stderr?.on("data", (text: string) => {
    said += text;
    if (sent || !said.includes(`${runs}/${RUNS} `)) return;
    sent = true;
    setTimeout(() => child.kill(signal), 150);
  });
  await ended;
  return place;
}

const orderIn = (place: Place) => recordedIn(folderIn(place)).map(({ name }) => name);

describe("an interrupted matrix", () => {
  let whole: Awaited<ReturnType<typeof matrixOf>>;
  beforeAll(async () => {
    whole = await matrixOf(TEXT);
  }, PATIENCE_MS);

  test.each([
    [1, "SIGINT"],
    [2, "SIGKILL"],
    [3, "SIGTERM"],
    [3, "SIGKILL"],
  ] as const)(
    "after %i runs by %s goes on where it was, and ends as one that was not",
    async (runs, signal) => {
      const place = await interruptAfter(runs, signal);
      const before = await reported(place);
      const kept = before.cells.flatMap(({ recordings }) => recordings);
      expect(kept.length).toBeGreaterThanOrEqual(runs);
      expect(kept.length).toBeLessThan(RUNS);
      expect(before.cells.some(({ state, reason }) => state === "pending" && reason?.remedy.includes("--resume"))).toBe(
        true,
      );
      const resumed = await again(place, ["--resume"]);
      expect([resumed.status, resumed.stderr.includes("ESTIMATE")]).toEqual([0, false]);
      const after = await reported(place);
      expect(after.cells.flatMap(({ recordings }) => recordings)).toEqual(expect.arrayContaining(kept));
      expect(shape(after)).toEqual(shape(whole.matrix));
      const order = orderIn(whole.place);
      expect(orderIn(place).filter((name, at, all) => all.lastIndexOf(name) === at)).toEqual(order);
    },
    PATIENCE_MS,
  );

  test("that is complete measures nothing when it is gone on with", async () => {
    const { status } = await again(whole.place, ["--resume"]);
    expect(status).toBe(0);
    expect(recordedIn(folderIn(whole.place))).toHaveLength(RUNS);
    expect(await reported(whole.place)).toEqual(whole.matrix);
  });

  test("is not gone on with while it is measured", async () => {
    const place = placeOf(TEXT);
    const { child, ended } = startMatrix(place);
    await new Promise<void>((done) => {
      child.stderr?.on("data", (text: string) => {
        if (text.includes(`1/${RUNS} `)) done();
      });
      void ended.then(() => done());
    });
    const second = await again(place, ["--resume"]);
    expect([second.status, (await ended).status]).toEqual([121, 0]);
    expect(second.stderr).toContain(`Process ${child.pid} is measuring the matrix`);
    expect(recordedIn(folderIn(place))).toHaveLength(RUNS);
  });

  test("is not gone on with under other options, and says which", async () => {
    const { status, stderr } = await again(whole.place, ["--resume", "--rate", "50"]);
    expect(status).toBe(120);
    expect(stderr).toMatch(/options: it was begun with .* and here is .*"rate":50/);
    expect(stderr).not.toContain("instruments");
  });

  test("is not gone on with under other settings of the same instrument", async () => {
    const other = ["--probe", "simulated:waveform.type=constant,waveform.powerW=30"];
    const { status, stderr } = await again(whole.place, ["--resume", ...other]);
    expect(status).toBe(120);
    expect(stderr).toMatch(/settings of instruments: it was begun with .*"powerW":20.*, and here is .*"powerW":30/);
  });
});
