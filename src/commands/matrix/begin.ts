import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type PlanOverrides, parsePlan } from "../../config/parse-plan.js";
import { MeasurementError } from "../../core/error.js";
import { newRunId } from "../../recording/folder.js";
import { makeFolder } from "../../recording/make-folder.js";
import type { SignalScope } from "../../wrap/signal-scope.js";
import type { Context } from "../context.js";
import { manifestStart } from "../manifest.js";
import { openUnlessInterrupted } from "../open-instruments.js";
import { announceEstimate } from "../run.js";
import type { RunOptions } from "../run-options.js";
import { checkCalibration } from "../stored-calibration.js";
import { type EngineCell, engineCells, headerCell } from "./cells.js";
import { enginesFor } from "./engines.js";
import { type Header, PLAN_FILE, writeHeader } from "./header.js";
import type { PlanText } from "./read-plan.js";

/** What a matrix is begun, or gone on, with. */
export interface Beginning {
  readonly plan: PlanText;
  readonly overrides: PlanOverrides;
  /** Of sampling. */
  readonly options: RunOptions;
  /** Where to look for the vendor's libraries first. */
  readonly libraries: string | undefined;
  /** As they were given, for a resume. */
  readonly flags: Readonly<Record<string, unknown>>;
}

/** A matrix that can be measured: what its runs are, and what is known of it before the first one. */
export interface Begun {
  readonly header: Header;
  readonly runs: readonly EngineCell[];
}

/**
 * All that can be known before the first run: the plan is checked whole, every cell is asked whether it can run here, and
 * the instruments are opened once. Undefined when a signal came.
 */
export async function begin(
  { plan: { text, shown }, overrides, options, libraries, flags }: Beginning,
  context: Context,
  signals: SignalScope,
): Promise<Begun | undefined> {
  const plan = parsePlan(text, shown, overrides);
  const { engineOf, conditions } = await enginesFor(plan, libraries, context);
  const cells = engineCells(plan, context, engineOf);
  const refusals = await Promise.all(cells.map(({ engine }) => engine.refusal()));
  await using instruments = await openUnlessInterrupted(options, context.registry, signals);
  if (instruments === undefined) return undefined;
  checkCalibration(options.calibration, instruments.probes);
  announceEstimate(instruments.probes, context);
  const wallMs = context.clock.wall();
  const { version } = context;
  const start = manifestStart({ id: newRunId(wallMs), command: [], wallMs, version, settings: {}, findings: [] });
  const probes = instruments.probes.map(({ name, open: { device } }) => ({ name, device }));
  const { rate, root, calibration, characterizations } = options;
  const characterized = characterizations !== undefined;
  const header: Header = {
    schema: "joulemark/bench/v1",
    id: start.id,
    plan: plan.name,
    startedAt: start.startedAt,
    seed: plan.seed,
    conditions: {
      ...Object.fromEntries(Object.entries(start.host).map(([key, value]) => [key, String(value)])),
      joulemark: version,
      ...conditions,
      instruments: probes.map(({ name, device }) => `${name} (${device})`).join(", "),
      "settings of instruments": instruments.probes
        .map(({ name, settings }) => `${name} ${JSON.stringify(settings)}`)
        .join(", "),
      options: JSON.stringify({ rate, root, calibration, characterized, overrides }),
    },
    host: { ...start.host },
    probes,
    version,
    flags: { ...flags },
    cwd: context.cwd,
    cells: cells.map((cell, k) => headerCell(cell, refusals[k])),
  };
  // cells that share what is measured are measured once
  return { header, runs: cells.filter(({ id, run }) => id === run) };
}

/** Makes the folder of a new matrix, with its header and plan. Throws DISK. */
export function makeMatrix(parent: string, { header }: Begun, { text }: PlanText): string {
  const folder = join(parent, header.id);
  makeFolder(folder);
  writeFileSync(join(folder, PLAN_FILE), text);
  writeHeader(folder, header);
  return folder;
}

/** Throws CONFIG where what is here now differs from what a matrix was begun with, and says in what. */
export function checkSame(
  before: { readonly header: Header; readonly plan: string },
  now: { readonly header: Header; readonly plan: string },
): void {
  const keys = new Set([...Object.keys(before.header.conditions), ...Object.keys(now.header.conditions)]);
  const differing = [...keys].flatMap((key) => {
    const [was, is] = [before.header.conditions[key], now.header.conditions[key]];
    return was === is ? [] : [`${key}: it was begun with ${was ?? "none"}, and here is ${is ?? "none"}`];
  });
  const all = [...planDifference(before.plan, now.plan), ...differing];
  if (all.length === 0) return;
  throw new MeasurementError(
    "CONFIG",
    `The matrix ${before.header.id} cannot be gone on with:\n${all.join("\n")}`,
    "Its runs would not be comparable: begin a new one, or restore what differs; `joulemark bench --report` shows what it has",
  );
}

function planDifference(before: string, now: string): readonly string[] {
  if (before === now) return [];
  const [was, is] = [before.split("\n"), now.split("\n")];
  const line = Math.max(
    0,
    was.findIndex((text, k) => text !== is[k]),
  );
  return [
    `plan, line ${line + 1}: it was begun with ${JSON.stringify(was[line] ?? "")}, and here is ${JSON.stringify(is[line] ?? "")}`,
  ];
}
