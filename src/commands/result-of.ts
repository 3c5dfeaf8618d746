import type { Result } from "../core/result.js";
import { openRecording } from "../recording/reader.js";
import { calibrated } from "./stored-calibration.js";
import { summarize } from "./summarize.js";

/** What a recording on disk comes to; undefined where it has no ending, or cannot be reported on: its samples count all the same. */
export async function resultOf(folder: string): Promise<Result | undefined> {
  try {
    const recording = openRecording(folder);
    return recording.ending === undefined ? undefined : summarize(recording, await calibrated(recording.manifest));
  } catch {
    return undefined;
  }
}
