import type { Context } from "../context.js";
import { type DeliveryFlags, deliveryOf } from "./delivery.js";
import type { LiveFlags } from "./live-flags.js";
import type { SensorRequest } from "./sensor.js";
import type { SensorTableRequest } from "./sensor-from-table.js";
import { conditionsOf, pointOf } from "./sides.js";
import type { Instrument, SensorSource } from "./source.js";
import { parseShare, parseUncertainty } from "./uncertainty-words.js";

/** Flags of `calibrate sensor`, as text. */
export interface SensorFlags extends DeliveryFlags, LiveFlags {
  readonly table?: string;
  readonly map?: string;
  readonly readings?: boolean;
  readonly sensor?: string;
  readonly reference?: string;
  readonly of?: SensorSource["of"];
  readonly point?: string;
  readonly uSensor?: string;
  readonly uReference?: string;
  readonly uReferenceGain?: string;
  readonly temperature?: string;
  readonly instrumentSensor?: string;
  readonly instrumentReference?: string;
}

const units = { power: "W", current: "A", voltage: "V" } as const;

/** What the flags say of fit, state and files. */
export function sensorRequest(flags: SensorFlags, origin: string, context: Context): SensorRequest {
  const { temperature, uReferenceGain } = flags;
  return {
    conditions: conditionsOf(temperature === undefined ? {} : { temperature }),
    delivery: deliveryOf(flags, origin, context),
    ...(uReferenceGain !== undefined && { uReferenceGain: parseShare("--u-reference-gain", uReferenceGain) }),
  };
}

/** What the flags say of the points, wherever they come from. */
export function statedOf(flags: SensorFlags): Omit<SensorTableRequest, "text" | "name" | "map"> {
  const { of, point, uSensor, uReference } = flags;
  const unit = units[of ?? "power"];
  return {
    ...(of !== undefined && { of }),
    ...(point !== undefined && { point: pointOf("--point", point) }),
    stated: {
      ...(uSensor !== undefined && { sensor: parseUncertainty("--u-sensor", uSensor, unit) }),
      ...(uReference !== undefined && { reference: parseUncertainty("--u-reference", uReference, unit) }),
    },
    instruments: instrumentsOf(flags),
  };
}

const instrumentsOf = ({ instrumentSensor, instrumentReference }: SensorFlags): readonly Instrument[] => [
  ...(instrumentSensor === undefined ? [] : [{ measures: "sensor", id: instrumentSensor } as const]),
  ...(instrumentReference === undefined ? [] : [{ measures: "reference", id: instrumentReference } as const]),
];
