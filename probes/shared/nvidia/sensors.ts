import type { Finding } from "../../../src/core/finding.js";
import type { SensorWindow } from "../../../src/core/rail.js";
import type { Seconds } from "../../../src/core/units.js";

/** How often the sensor of a GPU makes a new value, and what that value stands for. */
export interface Sensor {
  readonly update: Seconds;
  readonly window: SensorWindow;
  /** What it sees of every update, where a mean of several hides that. */
  readonly sees?: Seconds;
}

/** No board draws this much: what shows more is no reading. */
export const LARGEST_BOARD_W = 20_000;

const boxcar = (update: Seconds, width: Seconds): Sensor => ({ update, window: { kind: "boxcar", width } });
const HOPPER_SEES: Seconds = 0.025;
const runningMean: Sensor = { update: 0.1, window: { kind: "running-mean", width: 1 } };

/**
 * Update period and averaging window by compute capability, of the instant power or of the other one (devices.md B6,
 * measurement.md 4.4). Cards of one kind differ: what matters is to be measured by `characterize`. Unknown and newer ones
 * are taken as the newest known.
 */
export function sensorOf(capability: number | undefined, instant: boolean): Sensor {
  // Its mean is one of what was seen: of a load of 20 ms on an H100 both show 14 % more than the energy counter.
  if (capability === undefined || capability >= 9)
    return instant ? boxcar(0.1, HOPPER_SEES) : { ...runningMean, sees: HOPPER_SEES };
  if (capability === 8) return boxcar(0.1, 0.025);
  if (capability > 8) return instant ? boxcar(0.1, 0.1) : runningMean;
  if (capability >= 7.5) return boxcar(0.1, 0.1);
  if (capability >= 6) return boxcar(0.02, 0.01);
  // capacitor-like: no window of its own; its time constant is about a second
  return runningMean;
}

/** What to know of a sensor that looks away most of the time; nothing of any other. */
export function unmeasuredTime(rail: string, { window, update, sees }: Sensor): readonly Finding[] {
  const seen = sees ?? (window.kind === "boxcar" ? window.width : update);
  if (seen >= update) return [];
  return [
    {
      code: "sensor-window",
      severity: "note",
      message: `The sensor of ${rail} sees ${seen * 1000} of every ${update * 1000} ms; a load in step with it is measured wrongly`,
      remedy: "Repeat the run (--repeat), or make it last 5 s and more",
      rail,
    },
  ];
}
