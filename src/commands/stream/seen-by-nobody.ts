import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { isObject } from "../../core/json-shape.js";

/** The user and group that may nothing, on every Linux. */
const NOBODY = 65_534;
const PATIENCE_MS = 20_000;
const PATH = "/usr/local/bin:/usr/bin:/bin";

/** What is said of an instrument. */
export interface Seen {
  readonly status: string;
  readonly what: string;
  readonly remedy?: string;
}

/**
 * What `probes --json` says to a user without any rights, by the probe's name: root may read everything, and would find
 * nothing to be granted. Empty where nobody cannot run it; without what is hidden from nobody altogether.
 */
export async function seenByNobody(program: readonly string[]): Promise<ReadonlyMap<string, Seen>> {
  const [file = "", ...args] = program;
  try {
    // of root's environment nothing: what runs as nobody can be looked into by all that does
    const options = { uid: NOBODY, gid: NOBODY, timeout: PATIENCE_MS, cwd: "/", env: { PATH } };
    const { stdout } = await promisify(execFile)(file, [...args, "probes", "--json"], options);
    const rows: unknown = JSON.parse(stdout);
    return new Map((Array.isArray(rows) ? rows : []).flatMap(seenIn));
  } catch {
    return new Map();
  }
}

function seenIn(row: unknown): readonly (readonly [string, Seen])[] {
  if (!isObject(row)) return [];
  const { name, status, what, remedy } = row;
  if (typeof name !== "string" || typeof status !== "string" || typeof what !== "string" || status === "missing")
    return [];
  return [[name, { status, what, ...(typeof remedy === "string" && { remedy }) }]];
}
