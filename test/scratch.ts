import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const NAME = "jm-tests-";

/** What tests and the programs they start write for a while lies in one folder, which goes with them. */
export default function setup(): (() => void) | undefined {
  // of several projects the first makes it
  if (tmpdir().includes(NAME)) return undefined;
  const folder = mkdtempSync(join(tmpdir(), NAME));
  // some of them begin as nobody
  chmodSync(folder, 0o755);
  process.env["TMPDIR"] = folder;
  return () => rmSync(folder, { recursive: true, force: true });
}
