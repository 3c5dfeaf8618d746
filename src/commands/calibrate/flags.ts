import { resolve } from "node:path";
import type { CommonGains } from "../../../calibration/fit/gains.js";
import type { ModelName } from "../../../calibration/fit/models.js";
import type { RegulatorOptions } from "../../../calibration/fit/regulator.js";
import { positiveNumber } from "../../config/numbers.js";
import { MeasurementError } from "../../core/error.js";
import { recordingsFolder } from "../../recording/folder.js";
import type { Context } from "../context.js";
import { type DeliveryFlags, deliveryOf } from "./delivery.js";
import type { LiveFlags } from "./live-flags.js";
import type { RegulatorRequest } from "./regulator.js";
import type { RecordedRequest } from "./regulator-from-recordings.js";
import type { TableRequest } from "./regulator-from-table.js";
import { type ConditionFlags, conditionsOf, pointOf, requireUpstream } from "./sides.js";
import type { Instrument } from "./source.js";
import { parseShare, parseUncertainty } from "./uncertainty-words.js";

/** Flags of `calibrate regulator`, as text. */
export interface RegulatorFlags extends DeliveryFlags, ConditionFlags, LiveFlags {
  readonly table?: string;
  readonly map?: string;
  readonly pre?: string;
  readonly post?: string;
  readonly recordings?: string;
  readonly dwell?: string;
  readonly uPin?: string;
  readonly uIout?: string;
  readonly uVout?: string;
  readonly uPinGain?: string;
  readonly uIoutGain?: string;
  readonly uVoutGain?: string;
  readonly from?: string;
  readonly to?: string;
  readonly instrumentInput?: string;
  readonly instrumentOutput?: string;
  readonly model: keyof typeof models;
  readonly structural?: boolean;
  readonly robust: boolean;
}

/** The models as a user names them. */
export const models = {
  auto: "auto",
  constant: "constant-eta",
  linear: "linear",
  quadratic: "quadratic",
} as const satisfies Readonly<Record<string, ModelName | "auto">>;

/** What the flags say of fit, state and files; `origin` names the curve where the user does not. */
export function regulatorRequest(flags: RegulatorFlags, origin: string, context: Context): RegulatorRequest {
  return { fit: fitOptions(flags), conditions: conditionsOf(flags), delivery: deliveryOf(flags, origin, context) };
}

function fitOptions({ model, structural, robust, vin }: RegulatorFlags): RegulatorOptions {
  const inputVoltageV = conditionsOf(vin === undefined ? {} : { vin }).vinV;
  return {
    model: models[model],
    regression: structural === true ? "structural" : "predictive",
    // Only a refusal is said: without one, the fit knows best when to weight points down.
    ...(robust ? {} : { robust: false }),
    ...(inputVoltageV !== undefined && { inputVoltageV }),
  };
}

/** The table that flags name. Throws CONFIG when something of it is missing. */
export function tableRequest(flags: RegulatorFlags): TableRequest {
  const { table, map } = flags;
  if (table === undefined || map === undefined)
    throw new MeasurementError(
      "CONFIG",
      map === undefined ? "--table needs --map, which says what its columns are" : "--map needs --table",
      "Write e.g. --table sweep.csv --map vout=Vout,iout=Iout,pin=Pin",
    );
  return {
    ...{ file: table, map, stated: statedOf(flags), gains: gainsOf(flags) },
    ...sidesOf(flags),
    instruments: instrumentsOf(flags),
  };
}

const DEFAULT_DWELL_S = 2;

/** The two recorded rails that flags name. Throws CONFIG when one of them is missing. */
export function recordedRequest(flags: RegulatorFlags, { cwd, env }: Context): RecordedRequest {
  const { pre, post, recordings, dwell } = flags;
  if (pre === undefined || post === undefined)
    throw new MeasurementError(
      "CONFIG",
      pre === undefined && post === undefined
        ? "Nothing says what to calibrate from"
        : "--pre and --post belong together",
      "Give --table FILE --map vout=Vout,iout=Iout,pin=Pin, or --pre RUN:PROBE/RAIL --post RUN:PROBE/RAIL for the rail before the regulator and the one after it",
    );
  const { voutV } = conditionsOf(flags.vout === undefined ? {} : { vout: flags.vout });
  return {
    pre,
    post,
    parent: recordings === undefined ? recordingsFolder(env) : resolve(cwd, recordings),
    dwellS: dwell === undefined ? DEFAULT_DWELL_S : positiveNumber("--dwell", dwell, { min: 0.01, max: 86_400 }),
    ...sidesOf(flags),
    ...(voutV !== undefined && { voutV }),
    instruments: instrumentsOf(flags),
  };
}

const statedOf = ({ uPin, uIout, uVout }: RegulatorFlags): TableRequest["stated"] => ({
  ...(uPin !== undefined && { pin: parseUncertainty("--u-pin", uPin, "W") }),
  ...(uIout !== undefined && { iout: parseUncertainty("--u-iout", uIout, "A") }),
  ...(uVout !== undefined && { vout: parseUncertainty("--u-vout", uVout, "V") }),
});

const gainsOf = ({ uPinGain, uIoutGain, uVoutGain }: RegulatorFlags): CommonGains => ({
  ...(uPinGain !== undefined && { input: parseShare("--u-pin-gain", uPinGain) }),
  ...(uIoutGain !== undefined && { current: parseShare("--u-iout-gain", uIoutGain) }),
  ...(uVoutGain !== undefined && { voltage: parseShare("--u-vout-gain", uVoutGain) }),
});

/** The points of both sides, where they are named. */
export function sidesOf({ from, to }: Pick<RegulatorFlags, "from" | "to">): Pick<TableRequest, "from" | "to"> {
  const given = {
    ...(from !== undefined && { from: pointOf("--from", from) }),
    ...(to !== undefined && { to: pointOf("--to", to) }),
  };
  requireUpstream(given.from ?? "regulator-output", given.to ?? "regulator-input");
  return given;
}

/** The instruments that the user names. */
export const instrumentsOf = ({ instrumentInput, instrumentOutput }: RegulatorFlags): readonly Instrument[] => [
  ...(instrumentInput === undefined ? [] : [{ measures: "input", id: instrumentInput } as const]),
  ...(instrumentOutput === undefined ? [] : [{ measures: "output", id: instrumentOutput } as const]),
];
