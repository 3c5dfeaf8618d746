import { closeSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Gap } from "../../src/core/batch.js";
import { columnNamesOf } from "../../src/core/condition.js";
import { MeasurementError, systemCode } from "../../src/core/error.js";
import { instant, list, object, oneOf, text } from "../../src/core/json-shape.js";
import { EVENTS_FILE, MANIFEST_FILE, runFileFromJson, samplesFile } from "../../src/core/manifest-json.js";
import type { Manifest, RecordedProbe } from "../../src/core/recording.js";
import { type ChunkIndex, indexChunks } from "./chunks.js";

/** One probe of a recording, open for playing. */
export interface Recorded extends Disposable {
  readonly manifest: Manifest;
  readonly probe: RecordedProbe;
  readonly gaps: readonly Gap[];
  readonly chunks: ChunkIndex;
  readonly descriptor: number;
}

const remedy = "Name the folder of a recording; `joulemark runs` lists them";

/** Opens one probe of the recording in `folder`. Throws RECORDING, UNKNOWN_NAME or NO_DATA. */
export function openRecorded(folder: string, name: string | undefined): Recorded {
  const path = join(folder, MANIFEST_FILE);
  const { manifest } = runFileFromJson(readText(path), path);
  const probe = chooseProbe(manifest, name);
  const samples = join(folder, samplesFile(manifest.probes.indexOf(probe), probe.name));
  const descriptor = openSamples(samples);
  let open = true;
  const close = () => {
    if (open) closeSync(descriptor);
    open = false;
  };
  try {
    const chunks = indexChunks(descriptor, columnNamesOf(probe).length);
    if (chunks.places.length === 0) {
      throw new MeasurementError("NO_DATA", `${samples} holds no whole chunk of samples`, "Play another recording");
    }
    return { manifest, probe, gaps: readGaps(folder, probe.name), chunks, descriptor, [Symbol.dispose]: close };
  } catch (error) {
    close();
    throw error;
  }
}

function chooseProbe({ id, probes }: Manifest, name: string | undefined): RecordedProbe {
  const names = probes.map((probe) => probe.name).join(", ");
  const choose = `Set probe to one of: ${names}`;
  const [first] = probes;
  if (first === undefined)
    throw new MeasurementError("NO_DATA", `Recording ${id} has no probes`, "Play another recording");
  if (name === undefined && probes.length === 1) return first;
  if (name === undefined) throw new MeasurementError("CONFIG", `Recording ${id} has several probes: ${names}`, choose);
  const named = probes.find((probe) => probe.name === name);
  if (named === undefined) throw new MeasurementError("UNKNOWN_NAME", `Recording ${id} has no probe "${name}"`, choose);
  return named;
}

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    throw new MeasurementError("RECORDING", `Cannot read ${path} (${systemCode(cause)})`, remedy, { cause });
  }
}

function openSamples(path: string): number {
  try {
    return openSync(path, "r");
  } catch (cause) {
    throw new MeasurementError("RECORDING", `Cannot read ${path} (${systemCode(cause)})`, remedy, { cause });
  }
}

const gapShape = object(
  { type: oneOf("gap"), probe: text, from: instant, to: instant, reason: text },
  { columns: list(text) },
);

/** The gaps that were recorded for a probe. Without the file, or with a cut last line, what is left of them. */
function readGaps(folder: string, probe: string): readonly Gap[] {
  let lines: readonly string[];
  try {
    lines = readFileSync(join(folder, EVENTS_FILE), "utf8").split("\n");
  } catch {
    return [];
  }
  return lines.flatMap((line) => {
    try {
      const { type: _type, ...gap } = gapShape(JSON.parse(line), "");
      return gap.probe === probe ? [gap] : [];
    } catch {
      return [];
    }
  });
}
