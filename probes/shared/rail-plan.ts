import { MeasurementError } from "../../src/core/error.js";
import type { Finding } from "../../src/core/finding.js";
import type { Host, RawLimits } from "../../src/core/probe.js";
import type { Rail } from "../../src/core/rail.js";
import { type Seconds, secondsBetween } from "../../src/core/units.js";
import { readNumber } from "./read.js";

/** A rail and the files its columns are read from, one for each column, in their order. */
export interface RailPlan {
  readonly rail: Rail;
  /** The folder the files are in now, below the root. */
  readonly folder: string;
  /** The folder to read them from while sampling: the same, with one `*` where its number may change. */
  readonly pattern: string;
  readonly files: readonly string[];
  /** What each file can hold, in their order; none where nothing is known. */
  readonly limits?: readonly RawLimits[];
}

/** The rails that answered at open. */
export interface Checked {
  readonly plans: readonly RailPlan[];
  readonly findings: readonly Finding[];
  /** How long one reading of all files took. */
  readonly readTime: Seconds;
}

interface Failure {
  readonly plan: RailPlan;
  readonly path: string;
  readonly reason: string;
}

/** What a reading that fails means to people, by the system's code. */
const meaning: Readonly<Record<string, string>> = {
  EACCES: "this user may not read it",
  EPERM: "this user may not read it",
  EINVAL: "the driver could not read its counter",
  EIO: "the driver could not reach the device",
  ENODEV: "the driver is no longer bound to the device",
  ENOENT: "the file does not exist",
  ENXIO: "the chip does not answer on its bus",
  ETIMEDOUT: "the chip does not finish its conversion",
  empty: "the file is empty",
  unreadable: "the file does not hold one whole number",
};

/**
 * Reads every file once. Rails that do not answer are left out with a finding: `rail-disabled` for ENODATA,
 * `rail-unreadable` else. Throws PERMISSION or UNAVAILABLE when none is left; `remedy` says how to be let in.
 */
export function checkRails(plans: readonly RailPlan[], host: Host, remedy: string): Checked {
  const from = host.clock.now();
  const results = plans.map((plan) => ({ plan, failure: firstFailure(plan, host.root) }));
  const readTime = secondsBetween(from, host.clock.now());
  const failures = results.flatMap(({ failure }) => failure ?? []);
  const readable = results.filter(({ failure }) => failure === undefined).map(({ plan }) => plan);
  if (readable.length === 0) throw noneLeft(failures, remedy);
  return {
    plans: withoutLostParents(readable),
    findings: failures.map((failure) => leftOut(failure, remedy)),
    readTime,
  };
}

/** How long one reading of all files takes. */
export function timeToRead(plans: readonly RailPlan[], host: Host): Seconds {
  const from = host.clock.now();
  for (const plan of plans) firstFailure(plan, host.root);
  return secondsBetween(from, host.clock.now());
}

function firstFailure(plan: RailPlan, root: string): Failure | undefined {
  for (const file of plan.files) {
    const path = `${plan.folder}/${file}`;
    const { reason } = readNumber(root, path);
    if (reason !== undefined) return { plan, path, reason };
  }
  return undefined;
}

const isDenied = ({ reason }: Failure): boolean => reason === "EACCES" || reason === "EPERM";

const describe = ({ path, reason }: Failure): string => `/${path}: ${meaning[reason] ?? "reading fails"} (${reason})`;

function noneLeft(failures: readonly Failure[], remedy: string): MeasurementError {
  const [first] = failures;
  const denied = failures.find(isDenied);
  if (denied !== undefined) return new MeasurementError("PERMISSION", `Cannot read ${describe(denied)}`, remedy);
  return new MeasurementError(
    "UNAVAILABLE",
    first === undefined ? "There is no rail to read" : `No rail can be read; ${describe(first)}`,
    "See the kernel log (`dmesg | tail`) for the device, or measure with another probe (`joulemark probes`)",
  );
}

function leftOut(failure: Failure, remedy: string): Finding {
  const rail = failure.plan.rail.id;
  if (failure.reason === "ENODATA")
    return {
      code: "rail-disabled",
      severity: "note",
      message: `Rail ${rail} is disabled in its chip and was left out`,
      remedy: "Enable it as root if you need it: write 1 to its in*_enable file",
      rail,
    };
  return {
    code: "rail-unreadable",
    severity: "degraded",
    message: `Rail ${rail} was left out: ${describe(failure)}`,
    remedy: isDenied(failure) ? remedy : "See the kernel log (`dmesg | tail`) for the device",
    rail,
  };
}

/** `partOf` names a rail of the same probe: without that rail there is nothing to count twice. */
export function withoutLostParents(plans: readonly RailPlan[]): readonly RailPlan[] {
  const ids = new Set(plans.map(({ rail }) => rail.id));
  return plans.map((plan) => {
    const { partOf, ...rest } = plan.rail;
    return partOf === undefined || ids.has(partOf) ? plan : { ...plan, rail: rest };
  });
}
