import { existsSync } from "node:fs";
import { basename, resolve } from "node:path";
import { MeasurementError } from "../../core/error.js";
import type { Context } from "../context.js";
import { checkFile } from "../write-result.js";

/** Flags that say where a calibration goes, and who made it with what; as text. */
export interface DeliveryFlags {
  readonly out?: string;
  readonly id?: string;
  readonly force?: boolean;
  readonly plot?: string;
  readonly json?: string;
  readonly date?: string;
  readonly quiet?: boolean;
  /** What is read, which none of what is written may replace. */
  readonly table?: string;
}

/** Where a calibration goes. Paths are whole; `-` is standard output. */
export interface Delivery {
  readonly id: string;
  readonly out: string;
  readonly plot?: { readonly path: string; readonly page: boolean };
  readonly json?: string;
  readonly date: string;
  readonly quiet: boolean;
}

const idOf = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;
const dateOf = /^\d{4}-\d{2}-\d{2}$/;

/** The files of a calibration, checked before anything is measured. Throws CONFIG and DISK. `origin` names it where the user does not. */
export function deliveryOf(flags: DeliveryFlags, origin: string, { cwd, clock }: Context): Delivery {
  const id = flags.id ?? (flags.out === undefined || flags.out === "-" ? slug(origin) : slug(withoutEnding(flags.out)));
  if (!idOf.test(id))
    throw wrong(`--id ${JSON.stringify(id)} is no id`, "Use letters, digits, dots, dashes and underscores");
  const out = pathOf(flags.out ?? `${id}.yaml`, cwd);
  const plot = flags.plot === undefined ? undefined : { path: plotPath(flags.plot, cwd), page: isPage(flags.plot) };
  const json = flags.json === undefined ? undefined : pathOf(flags.json, cwd);
  refuseTwice([out, plot?.path, json]);
  if (flags.table !== undefined && [out, plot?.path, json].includes(resolve(cwd, flags.table)))
    throw isTable(flags.table);
  if (out !== "-" && existsSync(out) && flags.force !== true) throw exists(out);
  for (const path of [out, plot?.path, json]) if (path !== undefined && path !== "-") checkFile(path);
  const quiet = flags.quiet ?? false;
  const date = dateFrom(flags.date) ?? new Date(clock.wall()).toISOString().slice(0, 10);
  return { id, out, ...(plot && { plot }), ...(json !== undefined && { json }), date, quiet };
}

const pathOf = (path: string, cwd: string): string => (path === "-" ? "-" : resolve(cwd, path));
const withoutEnding = (path: string): string => basename(path).replace(/\.ya?ml$/i, "");
const isPage = (path: string): boolean => /\.html?$/i.test(path);

/** A name as an id: what cannot stand in one becomes a dash. */
const slug = (name: string): string =>
  name
    .normalize("NFKD")
    .replaceAll(/[^A-Za-z0-9._-]+/g, "-")
    .replace(/^[^A-Za-z0-9]+/, "")
    .replace(/-+$/, "") || "calibration";

function plotPath(path: string, cwd: string): string {
  if (isPage(path) || /\.svg$/i.test(path)) return resolve(cwd, path);
  throw wrong(
    `--plot ${JSON.stringify(path)} is neither .svg nor .html`,
    "End the file's name with .svg for a picture, .html for a page",
  );
}

function dateFrom(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const millis = dateOf.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  if (!Number.isNaN(millis) && new Date(millis).toISOString().startsWith(text)) return text;
  throw wrong(`--date ${JSON.stringify(text)} is no day`, "Write the day of the measurement as YYYY-MM-DD");
}

function refuseTwice(paths: readonly (string | undefined)[]): void {
  const given = paths.filter((path) => path !== undefined);
  const twice = given.find((path, index) => given.indexOf(path) !== index);
  if (twice === undefined) return;
  const place = twice === "-" ? "standard output" : twice;
  throw wrong(`Two of --out, --plot and --json would both go to ${place}`, "Give each a file of its own");
}

const isTable = (table: string): MeasurementError =>
  wrong(`${table} is the table that is read, and would be written over`, "Name another file to write to");

const exists = (path: string): MeasurementError =>
  wrong(`${path} exists already`, "Name another file with --out or --id, or let it be replaced with --force");

const wrong = (what: string, remedy: string): MeasurementError => new MeasurementError("CONFIG", what, remedy);
