import type { SensorWindow } from "../../../src/core/rail.js";
import type { Seconds } from "../../../src/core/units.js";

/** How often the sensor of a GPU makes a new value, and what that value stands for. */
export interface Sensor {
  readonly update: Seconds;
  readonly window: SensorWindow;
}

/** Every field of a GPU's power. */
export type PowerField = "power.draw" | "power.draw.average" | "power.draw.instant";

const boxcar = (update: Seconds, width: Seconds): Sensor => ({ update, window: { kind: "boxcar", width } });
const runningMean: Sensor = { update: 0.1, window: { kind: "running-mean", width: 1 } };

/**
 * Update period and averaging window by compute capability (devices.md B6, measurement.md 4.4). Cards of one kind differ:
 * what matters is to be measured by `characterize`. Unknown and newer ones are taken as the newest known.
 */
export function sensorOf(capability: number | undefined, field: PowerField): Sensor {
  const instant = field === "power.draw.instant";
  if (capability === undefined || capability >= 9) return instant ? boxcar(0.1, 0.025) : runningMean;
  if (capability === 8) return boxcar(0.1, 0.025);
  if (capability > 8) return instant ? boxcar(0.1, 0.1) : runningMean;
  if (capability >= 7.5) return boxcar(0.1, 0.1);
  if (capability >= 6) return boxcar(0.02, 0.01);
  // capacitor-like: no window of its own; its time constant is about a second
  return runningMean;
}
