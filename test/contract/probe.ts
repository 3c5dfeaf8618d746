import { lstatSync, readdirSync, truncateSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { MeasurementError } from "../../src/core/error.js";
import type { AnyProbe, OpenProbe } from "../../src/core/probe.js";
import { batchProblems } from "./batch-checks.js";
import { collect } from "./collect.js";
import type { Fixture } from "./fixtures.js";
import { settled } from "./manual-clock.js";
import { railProblems } from "./rail-checks.js";
import { undescribedKeys } from "./settings-checks.js";
import { treeWorld, type World } from "./world.js";

/** What is tested: the probe, loaded when the first test runs. */
export interface Subject {
  readonly name: string;
  readonly load: () => Promise<AnyProbe>;
  readonly fixture: Fixture;
}

/** How long the suite samples: ten samples at least, and more than one batch of a fast probe. */
const spanOf = ({ rails }: OpenProbe): number => Math.max(1.05, ...rails.map(({ period }) => 10.5 * period));
const periodOf = ({ rails }: OpenProbe): number => Math.max(...rails.map(({ period }) => period));

/** The promises of `core/probe.ts` that need no instrument. */
export function probeContract({ name, load, fixture }: Subject): void {
  it("is registered under its own name, with a title of one line", async () => {
    const probe = await load();
    expect(probe.name).toBe(name);
    expect(probe.title).toMatch(/^\S.{9,100}\S$/);
    expect(["measured", "estimate", "on-request"]).toContain(probe.use);
  });

  it("has strict settings, each key described", async () => {
    const { settings } = await load();
    expect(undescribedKeys(z.toJSONSchema(settings, { io: "input" }))).toEqual([]);
    const known = Object(fixture.settings());
    expect(settings.safeParse(known).success).toBe(true);
    expect(settings.safeParse({ ...known, noSuchSetting: 1 }).success).toBe(false);
    expect(settings.safeParse("text").success).toBe(false);
  });

  it("finds its instrument in the fixture, and in an empty tree says what is missing and what to do", async () => {
    const probe = await load();
    expect(await probe.detect(treeWorld(fixture.tree).host)).toMatchObject({
      status: "found",
      what: expect.stringMatching(/\w/),
    });
    if (fixture.tree === undefined) return;
    expect(await probe.detect(treeWorld().host)).toMatchObject({
      status: "missing",
      remedy: expect.stringMatching(/\w/),
    });
  });

  if (fixture.tree === undefined) return;

  it("refuses to open in an empty tree, with code and remedy", async () => {
    const probe = await load();
    const failure: unknown = await probe
      .open(probe.settings.parse(fixture.settings()), treeWorld().host, {})
      .catch((e: unknown) => e);
    expect(failure).toBeInstanceOf(MeasurementError);
    expect(failure).toMatchObject({
      code: expect.stringMatching(/^(UNAVAILABLE|PERMISSION|CONFIG)$/),
      remedy: expect.stringMatching(/\w/),
    });
  });

  it.runIf(fixture.tree !== undefined)(
    "has no zero for what cannot be read: files that become empty are gaps",
    async () => {
      const world = treeWorld(fixture.tree);
      const open = await openOn(world, await load(), fixture);
      const { batches, ended, abort } = collect(open);
      await world.advance(2 * periodOf(open));
      const healthy = batches.length;
      emptyFiles(world.host.root);
      await world.advance(3 * periodOf(open));
      abort();
      const death: unknown = await ended.catch((error: unknown) => error);
      if (death !== undefined) expect(death).toMatchObject({ code: "PROBE_DIED" });
      const later = batches.slice(healthy);
      expect(
        later
          .flatMap(({ columns }) => columns.flatMap((values) => [...values]))
          .filter((value) => !Number.isNaN(value)),
      ).toEqual([]);
      expect(batchProblems(batches, open.rails)).toEqual([]);
      if (death === undefined) expect(later.length).toBeGreaterThan(0);
      await open[Symbol.asyncDispose]();
    },
  );
}

/** The promises about an open instrument; runs on a captured tree, or on the real one. */
export function samplingContract(subject: Pick<Subject, "load" | "fixture">, makeWorld: () => World): void {
  const start = async () => {
    const world = makeWorld();
    return { world, open: await openOn(world, await subject.load(), subject.fixture) };
  };

  it("declares rails and totals that make sense", async () => {
    const { open } = await start();
    expect(railProblems(open)).toEqual([]);
    expect(open.device).toMatch(/\w/);
    for (const { code, message, remedy } of open.findings) {
      expect(code).toMatch(/^[a-z]+(-[a-z]+)*$/);
      expect(message && remedy).toMatch(/\w/);
    }
    await open[Symbol.asyncDispose]();
  });

  it("samples in time order, what it declared, with every missing value named", async () => {
    const { world, open } = await start();
    const { batches, abort, ended } = collect(open);
    await world.advance(spanOf(open));
    abort();
    await ended;
    expect(batchProblems(batches, open.rails)).toEqual([]);
    expect(batches.reduce((sum, { at }) => sum + at.length, 0)).toBeGreaterThanOrEqual(8);
    expect(batches.some(({ columns }) => columns.some((values) => values.some(Number.isFinite)))).toBe(true);
    await open[Symbol.asyncDispose]();
  });

  it("ends within one period of the abort", async () => {
    const { world, open } = await start();
    const { abort, ended } = collect(open);
    await world.advance(1.5 * periodOf(open));
    abort();
    expect(await endsWithin(ended, world, periodOf(open))).toBe(true);
    await open[Symbol.asyncDispose]();
  });

  it("ends at once when aborted before it began", async () => {
    const { world, open } = await start();
    const read = async () => {
      for await (const batch of open.batches(AbortSignal.abort())) expect(batch.at.length).toBeLessThanOrEqual(1);
    };
    expect(await endsWithin(read(), world, periodOf(open))).toBe(true);
    await open[Symbol.asyncDispose]();
  });

  it("may be disposed of twice", async () => {
    const { open } = await start();
    await open[Symbol.asyncDispose]();
    await expect(open[Symbol.asyncDispose]()).resolves.toBeUndefined();
  });
}

const openOn = (world: World, probe: AnyProbe, fixture: Fixture): Promise<OpenProbe> =>
  probe.open(probe.settings.parse(fixture.settings()), world.host, {});

async function endsWithin(ended: Promise<void>, world: World, span: number): Promise<boolean> {
  let over = false;
  const watch = ended.then(() => {
    over = true;
  });
  await settled();
  if (!over) await world.advance(span);
  if (over) await watch;
  return over;
}

/** Empties every file of a tree in place, as an instrument that has nothing to say. */
function emptyFiles(folder: string): void {
  for (const entry of readdirSync(folder)) {
    const path = join(folder, entry);
    const stat = lstatSync(path);
    if (stat.isDirectory()) emptyFiles(path);
    else if (stat.isFile()) truncateSync(path);
  }
}

/** The whole suite of one probe on its fixture. */
export function wholeContract(subject: Subject): void {
  probeContract(subject);
  describe("on its fixture", () => samplingContract(subject, () => treeWorld(subject.fixture.tree)));
}
