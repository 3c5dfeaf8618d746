import type { Result } from "../core/result.js";
import type { StoredRecording } from "../recording/reader.js";
import { calibrated } from "./stored-calibration.js";
import { summarize } from "./summarize.js";

/**
 * A recording as a result, corrected by the curves that it keeps: what `joulemark report` says of it. Throws RECORDING
 * for curves that cannot be read, and POINT_MISMATCH for a total over several points.
 */
export const summarizeAsKept = async (recording: StoredRecording): Promise<Result> =>
  summarize(recording, await calibrated(recording.manifest));
