import { readFileSync } from "node:fs";
import { MeasurementError } from "../../core/error.js";
import type { Figure, Result, Statistic, WindowResult } from "../../core/result.js";
import { quantity } from "../../core/uncertainty.js";
import { SCATTER } from "../summarize-statistics.js";
import { averaged } from "./conditions.js";
import type { RunsSide, SideNumber } from "./side.js";

/** A file of `run --json` as a side. Its error sources have lost their signs, so that none cancels. Throws RECORDING. */
export async function resultSide(path: string, label: string): Promise<RunsSide> {
  const result = await readResult(path);
  const window = comparedWindow(result);
  if (window === undefined) throw nothingIn(path);
  const { run, statistics, runs = [], quality } = result;
  const worked = runs.flatMap(({ exit, windows }) =>
    exit.code === 0 ? windows.filter(({ name, source }) => name === window.name && source === window.source) : [],
  );
  const windows = worked.length === 0 ? [window] : worked;
  return {
    ...{ label, quality, command: run.command, host: run.host, id: run.id, name: run.name, load: run.load },
    version: undefined,
    runs: windows.length,
    work: window.work && { unit: window.work.unit, counts: windows.flatMap(({ work }) => work?.count ?? []) },
    curves: window.rails.flatMap(({ probe, rail, correction: { curve } }) =>
      curve === null ? [] : [{ probe, rail, curve }],
    ),
    conditions: averaged(windows.map(({ conditions = [] }) => conditions)),
    window: window.name,
    numbers:
      statistics === undefined
        ? numbersOf(window, label)
        : statistics.map((one) => ofStatistic(one, { window, label })),
    devices: new Map(),
  };
}

async function readResult(path: string): Promise<Result> {
  const { resultSchema } = await import("../../core/result-schema.js");
  let why = "it is not JSON";
  try {
    const parsed = resultSchema.safeParse(JSON.parse(readFileSync(path, "utf8")));
    if (parsed.success) return parsed.data as Result;
    const [issue] = parsed.error.issues;
    why = issue === undefined ? why : `${issue.path.join(".")}: ${issue.message}`;
  } catch (error) {
    if (!(error instanceof SyntaxError)) why = error instanceof Error ? error.message : String(error);
  }
  throw new MeasurementError(
    "RECORDING",
    `${path} is no result of joulemark (${why})`,
    "Name a recording (joulemark runs), or a file that run or report wrote with --json",
  );
}

const nothingIn = (path: string): MeasurementError =>
  new MeasurementError("NO_DATA", `${path} has no window to compare`, "Name the result of a run that ended well");

const comparedWindow = ({ windows }: Result): WindowResult | undefined =>
  windows.find(({ work }) => work !== undefined) ??
  windows.find(({ source, name }) => source === "command" || name === "recording");

/** A statistic with what its runs scatter apart from all else. */
function ofStatistic(
  { of, what, unit, runs, mean, sd, u, budget }: Statistic,
  { window, label }: { readonly window: WindowResult; readonly label: string },
): SideNumber {
  const own = budget.find(({ source }) => source === SCATTER)?.u ?? 0;
  const rest = Math.sqrt(Math.max(0, u * u - own * own));
  const scatter = `${label}: ${SCATTER}`;
  const sources = [
    [`${label}: stated`, rest],
    [scatter, own],
  ] as const;
  return {
    of,
    what,
    unit,
    ...subjectOf(of, window),
    runs,
    sd,
    mean: quantity(mean, sources, { dof: [[scatter, runs - 1]] }),
    scatter,
  };
}

function numbersOf(window: WindowResult, label: string): readonly SideNumber[] {
  const { work, totals, rails, durationS } = window;
  const declares = new Set(totals.map(({ probe }) => probe));
  const roots = rails.filter(({ probe, partOf }) => partOf === undefined && !declares.has(probe));
  const give = (what: SideNumber["what"], unit: string, of: string, figure: Figure | null): readonly SideNumber[] =>
    figure === null
      ? []
      : [
          {
            of,
            what,
            unit,
            ...subjectOf(of, window),
            runs: 1,
            sd: null,
            mean: stated(figure, label),
            scatter: undefined,
          },
        ];
  const whole = Math.hypot(window.fromWithinS ?? 0, window.toWithinS ?? 0) / Math.sqrt(3);
  const subjects = [
    ...totals.map((total) => ({ ...total, of: total.name })),
    ...roots.map((rail) => ({ ...rail, of: rail.rail })),
  ];
  return [
    ...give("durationS", "s", "command", { value: durationS, u: whole, U95: 2 * whole }),
    ...(work === undefined ? [] : give("rate", `${work.unit}/s`, "command", work.rate)),
    ...subjects.flatMap(({ of, energyJ, meanPowerW }) => [
      ...give("energyJ", "J", of, energyJ),
      ...give("meanPowerW", "W", of, meanPowerW),
    ]),
    ...(work?.efficiency ?? []).flatMap((one) => give("efficiency", one.unit, one.of, one)),
  ];
}

/** Its sources without their degrees of freedom are not to be had: U95/2 stands for u where that is larger. */
const stated = ({ value, u, U95 }: Figure, label: string) =>
  quantity(value, [[`${label}: stated`, Math.max(u, U95 / 2)]]);

function subjectOf(
  of: string,
  { totals, rails }: WindowResult,
): Pick<SideNumber, "kind" | "probe" | "point" | "coverage"> {
  if (of === "command") return { kind: "command", probe: "", point: null, coverage: null };
  const total = totals.find(({ probe, name }) => of === name || of === `${probe}/${name}`);
  const rail = rails.find((one) => of === one.rail || of === `${one.probe}/${one.rail}`);
  const kind = total === undefined ? "rail" : "total";
  const { probe = "", point = null, coverage = null } = total ?? rail ?? {};
  return { kind, probe, point, coverage };
}
