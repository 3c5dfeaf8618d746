import type { NamedProbe } from "../acquire/open.js";
import { MeasurementError } from "../core/error.js";
import { isObject } from "../core/json-shape.js";
import type { Manifest } from "../core/recording.js";
import type { Same } from "../energy/agreement.js";
import { type Calibration, type CalibrationRequest, merged, raw } from "./calibration.js";
import { planCalibration } from "./calibration-plan.js";
import type { SummarizeOptions } from "./summarize-recording.js";

/** The part of a manifest's settings that keeps the curves whole: an old run is reported the same way without their files. */
export const storedCalibration = (calibration: CalibrationRequest): Readonly<Record<string, unknown>> => {
  const { curves = [], point, same = [] } = calibration;
  if (curves.length === 0 && point === undefined && same.length === 0) return {};
  return { calibration: merged(raw, calibration) };
};

/** The curves of a recording: its own, or those somebody asks for now. */
export async function calibrationOf(
  { settings }: Pick<Manifest, "settings">,
  said: CalibrationRequest,
): Promise<Calibration> {
  const kept = await keptIn(settings["calibration"], said);
  return merged(kept, said);
}

/** How a recording is to be summarized: as its own curves say, or as somebody asks now. */
export const calibrated = async (
  manifest: Pick<Manifest, "settings" | "probes" | "host">,
  said: CalibrationRequest = {},
): Promise<SummarizeOptions> =>
  planCalibration(await calibrationOf(manifest, said), manifest.probes, manifest.host.hostname);

/** Throws what reporting would, while nothing has been measured yet. */
export function checkCalibration(said: CalibrationRequest, probes: readonly NamedProbe[]): void {
  planCalibration(
    merged(raw, said),
    probes.map(({ name, open: { device, rails, totals } }) => ({ name, device, rails, totals })),
  );
}

async function keptIn(stored: unknown, said: CalibrationRequest): Promise<Calibration> {
  if (stored === undefined) return raw;
  // other curves are asked for: those that are kept need not even be readable
  if (said.curves !== undefined) return { ...raw, same: pairsIn(stored) };
  const { curveSchema } = await import("../core/curve-schema.js");
  const { points } = await import("../core/rail.js");
  const { curves, point, allowExtrapolation } = isObject(stored) ? stored : {};
  const found = points.find((one) => one === point);
  if (!Array.isArray(curves) || (point !== undefined && found === undefined)) throw notRead(undefined);
  return {
    curves: curves.map((choice: unknown) => {
      const { curve, probe, rail } = isObject(choice) ? choice : {};
      const parsed = curveSchema.safeParse(curve);
      if (!parsed.success) throw notRead(parsed.error);
      return {
        curve: parsed.data,
        ...(typeof probe === "string" && { probe }),
        ...(typeof rail === "string" && { rail }),
      };
    }),
    ...(found !== undefined && { point: found }),
    allowExtrapolation: allowExtrapolation === true,
    same: pairsIn(stored),
  };
}

function pairsIn(stored: unknown): readonly Same[] {
  const { same } = isObject(stored) ? stored : {};
  if (!Array.isArray(same)) return [];
  return same.flatMap((pair: unknown): Same[] => {
    const [first, second] = Array.isArray(pair) ? (pair as readonly unknown[]) : [];
    return typeof first === "string" && typeof second === "string" ? [[first, second]] : [];
  });
}

const notRead = (cause: unknown): MeasurementError =>
  new MeasurementError(
    "RECORDING",
    "The curves that this recording keeps cannot be read",
    "Report it with --calibration CURVE, or raw with --calibration none",
    { cause },
  );
