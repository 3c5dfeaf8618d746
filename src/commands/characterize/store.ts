import { createHash } from "node:crypto";
import { accessSync, constants, existsSync, mkdirSync, readdirSync, readFileSync, renameSync } from "node:fs";
import { join } from "node:path";
import {
  type Characterization,
  characterizationSchema,
  type RailCharacter,
} from "../../core/characterization-schema.js";
import { MeasurementError, systemCode } from "../../core/error.js";
import { writeFile } from "../write-result.js";

/** Which instrument on which computer: a sensor is known again by all of it. */
export type Identity = Pick<Characterization, "host" | "probe" | "device">;

/** Below the folder of recordings: characterizations are kept beside what they were found in. */
export const characterizationsFolder = (recordings: string): string => join(recordings, "characterizations");

/** Makes the folder, or says before anything is measured that nothing could be kept there. Throws DISK. */
export function prepare(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
  } catch (cause) {
    throw new MeasurementError(
      "DISK",
      `What is found could not be kept in ${folder}: ${systemCode(cause) ?? "it is not writable"}`,
      "Make it writable, set XDG_DATA_HOME to another folder, or keep nothing with --no-store",
      { cause },
    );
  }
}

/**
 * Keeps a characterization in place of an older one of the same instrument, whole or not at all; answers where. What an
 * older one knew under a load, and this one was not to find out, stays. Throws DISK.
 */
export function store(folder: string, found: Characterization): string {
  prepare(folder);
  const path = join(folder, fileOf(found));
  const older = stored(folder, found);
  const whole = { ...found, rails: found.rails.map((rail) => (older === undefined ? rail : withOlder(rail, older))) };
  const part = `${path}.part-${process.pid}`;
  writeFile(part, `${JSON.stringify(whole, null, 2)}\n`);
  renameSync(part, path);
  return path;
}

function withOlder(rail: RailCharacter, older: Characterization): RailCharacter {
  const known = older.rails.find((one) => one.rail === rail.rail && one.note === rail.note && one.kind !== null);
  if (rail.kind !== null || rail.stuck || known === undefined) return rail;
  const { periodS, uPeriodS, resolution, noise, polledS, duplicates } = rail;
  return periodS === null ? known : { ...known, periodS, uPeriodS, resolution, noise, polledS, duplicates };
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
