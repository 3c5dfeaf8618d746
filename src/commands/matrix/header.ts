import { renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import { readText } from "../../config/read-text.js";
import { MeasurementError, systemCode } from "../../core/error.js";
import { isIntact, sealed } from "../../core/json-seal.js";

/** The file that makes a folder one of a matrix. */
export const HEADER_FILE = "bench.json";
/** The plan as it was written. */
export const PLAN_FILE = "plan.yaml";

const reason = z.strictObject({ code: z.string(), message: z.string(), remedy: z.string() });

const load = z.strictObject({
  network: z.string().exactOptional(),
  batch: z.number().exactOptional(),
  precision: z.string().exactOptional(),
  engine: z.string(),
  device: z.number().exactOptional(),
  command: z.array(z.string()),
});

const cell = z.strictObject({
  id: z.string(),
  /** Id of what is measured for it: cells that run the same share their recordings. */
  run: z.string(),
  load,
  unit: z.string(),
  published: z.string().exactOptional(),
  expect: z.record(z.string(), z.string()),
  repeat: z.union([z.number(), z.strictObject({ target: z.number(), most: z.number() })]),
  /** What one block of it takes without setting up, for the time left. */
  seconds: z.number(),
  /** Why it cannot run on the computer that began it. */
  refusal: reason.exactOptional(),
});

const headerSchema = z.strictObject({
  schema: z.literal("joulemark/bench/v1"),
  id: z.string(),
  plan: z.string(),
  startedAt: z.string(),
  seed: z.number(),
  /** What all of its runs have to be made with: a resume under anything else is refused. */
  conditions: z.record(z.string(), z.string()),
  host: z.record(z.string(), z.unknown()),
  probes: z.array(z.strictObject({ name: z.string(), device: z.string() })),
  version: z.string(),
  /** Of the command line that began it, and where it was: what a resume uses unless it says otherwise. */
  flags: z.record(z.string(), z.unknown()),
  cwd: z.string(),
  cells: z.array(cell),
  crc: z.string().optional(),
});

/** What is known of a matrix before its first run. */
export type Header = Omit<z.infer<typeof headerSchema>, "crc">;
/** A cell there. */
export type HeaderCell = Header["cells"][number];

/** Writes the header, whole or not at all. Throws DISK. */
export function writeHeader(folder: string, header: Header): void {
  const path = join(folder, HEADER_FILE);
  try {
    writeFileSync(`${path}.new`, `${sealed(JSON.stringify(header, null, 2))}\n`);
    renameSync(`${path}.new`, path);
  } catch (cause) {
    throw new MeasurementError(
      "DISK",
      `Cannot write ${path}: ${systemCode(cause) ?? String(cause)}`,
      "Free some space there, or name another folder with --out",
      { cause },
    );
  }
}

/** Reads the header. Throws RECORDING when it is damaged. */
export function readHeader(folder: string): Header {
  const path = join(folder, HEADER_FILE);
  const text = readText(
    path,
    { shown: path, words: { what: "matrix", schema: "matrix", flag: "--resume" } },
    "required",
  );
  const { data, error } = headerSchema.safeParse(parsed(text));
  if (data === undefined || !isIntact(text)) throw damaged(path, error?.issues[0]?.path.join(".") ?? "its checksum");
  const { crc: _crc, ...header } = data;
  return header;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const damaged = (path: string, what: string): MeasurementError =>
  new MeasurementError(
    "RECORDING",
    `${path} is damaged (${what})`,
    "Its recordings are whole: report them one by one with `joulemark report`; begin the matrix anew",
  );
