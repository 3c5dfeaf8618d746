import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync } from "node:fs";
import { join } from "node:path";
import { type Characterization, characterizationSchema } from "../../core/characterization-schema.js";
import { MeasurementError } from "../../core/error.js";
import { writeFile } from "../write-result.js";

/** Which instrument on which computer: a sensor is known again by all of it. */
export type Identity = Pick<Characterization, "host" | "probe" | "device">;

/** Below the folder of recordings: characterizations are kept beside what they were found in. */
export const characterizationsFolder = (recordings: string): string => join(recordings, "characterizations");

/** Keeps a characterization in place of an older one of the same instrument, whole or not at all; answers where. Throws DISK. */
export function store(folder: string, found: Characterization): string {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, fileOf(found));
  const part = `${path}.part-${process.pid}`;
  writeFile(part, `${JSON.stringify(found, null, 2)}\n`);
  renameSync(part, path);
  return path;
}

/** The characterization of an instrument, if there is one. Throws RECORDING for a file that cannot be read. */
export function stored(folder: string, identity: Identity): Characterization | undefined {
  const path = join(folder, fileOf(identity));
  return existsSync(path) ? read(path) : undefined;
}

/** Every characterization of a probe on this computer, whatever its device was then. */
export function storedOf(folder: string, { probe, host }: Omit<Identity, "device">): readonly Characterization[] {
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder).filter((name) => name.startsWith(`${probe}-`) && name.endsWith(".json"));
  return names.map((name) => read(join(folder, name))).filter((one) => one.probe === probe && one.host === host);
}

const fileOf = ({ host, probe, device }: Identity): string => {
  const hash = createHash("sha256")
    .update(JSON.stringify([host, probe, device]))
    .digest("hex")
    .slice(0, 12);
  return `${probe}-${hash}.json`;
};

function read(path: string): Characterization {
  try {
    return characterizationSchema.parse(JSON.parse(readFileSync(path, "utf8")));
  } catch (cause) {
    throw new MeasurementError(
      "RECORDING",
      `What is kept of a sensor cannot be read: ${path}`,
      "Remove the file and run `joulemark characterize` again, or leave it unused with --no-characterization",
      { cause },
    );
  }
}
