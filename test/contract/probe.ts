import { lstatSync, readdirSync, truncateSync } from "node:fs";
import { basename, join } from "node:path";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import type { Batch } from "../../src/core/batch.js";
import { MeasurementError } from "../../src/core/error.js";
import type { Marker } from "../../src/core/marker.js";
import type { AnyProbe, OpenProbe } from "../../src/core/probe.js";
import { nanoseconds } from "../../src/core/units.js";
import { batchProblems } from "./batch-checks.js";
import { collect } from "./collect.js";
import type { Fixture } from "./fixtures.js";
import { settled } from "./manual-clock.js";
import { railProblems } from "./rail-checks.js";
import { undescribedKeys } from "./settings-checks.js";
import { liveWorld, treeWorld, type World } from "./world.js";

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

  if (fixture.trees.length === 0) {
    it("is always there, because it reads nothing of the host", async () => {
      expect((await (await load()).detect(treeWorld().host)).status).toBe("found");
    });
    return;
  }

  it("says what is missing in an empty tree, and what to do", async () => {
    const detection = await (await load()).detect(treeWorld().host);
    expect(detection).toMatchObject({ status: "missing", what: aWord, remedy: aWord });
  });

  it("refuses to open in an empty tree, with code and remedy", async () => {
    const probe = await load();
    const failure = await failureOf(openOn(treeWorld(), probe, fixture));
    expect(failure).toBeInstanceOf(MeasurementError);
    expect(failure).toMatchObject({ code: expect.stringMatching(/^(UNAVAILABLE|PERMISSION|CONFIG)$/), remedy: aWord });
  });
}

const aWord: unknown = expect.stringMatching(/\w/);

const failureOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  );

/** The promises about one captured tree. */
export function treeContract({ load, fixture }: Pick<Subject, "load" | "fixture">, makeWorld: () => World): void {
  it("finds its instrument", async () => {
    const detection = await (await load()).detect(makeWorld().host);
    expect(detection).toMatchObject({ status: "found", what: aWord });
  });

  it("has no zero for what cannot be read: files that become empty are gaps", async () => {
    const world = makeWorld();
    const open = await openOn(world, await load(), fixture);
    const { batches, ended, abort } = collect(open);
    await firstOf(batches, world);
    await world.advance(2 * periodOf(open));
    emptyFiles(world.host.root);
    // what a program printed before is still on its way
    await world.advance(world.slack);
    const healthy = batches.length;
    await world.advance(3 * periodOf(open));
    abort();
    const death = await failureOf(ended);
    const later = batches.slice(healthy);
    expect(later.flatMap(valuesOf).filter((value) => !Number.isNaN(value))).toEqual([]);
    expect(batchProblems(batches, open)).toEqual([]);
    if (death === undefined && !fixture.live) expect(later.length).toBeGreaterThan(0);
    if (death !== undefined) expect(death).toMatchObject({ code: "PROBE_DIED", remedy: aWord });
    await open[Symbol.asyncDispose]();
  });
}

const valuesOf = ({ columns }: Batch): readonly number[] => columns.flatMap((values) => [...values]);

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
    await firstOf(batches, world);
    await world.advance(spanOf(open));
    abort();
    await ended;
    expect(batchProblems(batches, open)).toEqual([]);
    expect(batches.reduce((sum, { at }) => sum + at.length, 0)).toBeGreaterThanOrEqual(8);
    expect(batches.some(({ columns }) => columns.some((values) => values.some(Number.isFinite)))).toBe(true);
    await open[Symbol.asyncDispose]();
  });

  it("answers a mark of the command in time, if it takes any, and with its own instants only", async () => {
    const { world, open } = await start();
    const { batches, abort, ended } = collect(open);
    await firstOf(batches, world);
    const at = world.host.clock.now();
    const told = open.mark?.({ kind: "begin", name: "command", at, within: 0, source: "command" });
    expect(await endsWithin(Promise.resolve(told).then(markerIsAfter(at)), world, ANSWER)).toBe(true);
    abort();
    await ended;
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

/** A session waits no longer for what an instrument made of a mark. */
const ANSWER = 2;

const markerIsAfter = (at: bigint) => (marker: Marker | undefined) => {
  if (marker === undefined) return;
  expect(marker).toMatchObject({ kind: "begin", name: "command" });
  expect(marker.sent + nanoseconds(marker.within)).toBeGreaterThanOrEqual(at);
};

const openOn = (world: World, probe: AnyProbe, fixture: Fixture): Promise<OpenProbe> =>
  probe.open(probe.settings.parse(fixture.settings()), world.host, {});

/** Where threads are real: until the first batch, for as long as that may take. */
async function firstOf(batches: readonly Batch[], world: World): Promise<void> {
  const step = 0.05;
  for (let waited = 0; batches.length === 0 && waited < world.startUp; waited += step) await world.advance(step);
}

async function endsWithin(ended: Promise<void>, world: World, span: number): Promise<boolean> {
  let over = false;
  const watch = ended.then(() => {
    over = true;
  });
  await settled();
  if (!over) await world.advance(span + world.slack);
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

/** The whole suite of one probe, on each of its captured trees. */
export function wholeContract(subject: Subject): void {
  const { trees } = subject.fixture;
  probeContract(subject);
  if (trees.length === 0) describe("without a host", () => samplingContract(subject, () => treeWorld()));
  for (const tree of trees) {
    describe(`on ${basename(tree)}`, () => {
      const makeWorld = () => (subject.fixture.live ? liveWorld(tree, subject.fixture.start) : treeWorld(tree));
      treeContract(subject, makeWorld);
      samplingContract(subject, makeWorld);
    });
  }
}
