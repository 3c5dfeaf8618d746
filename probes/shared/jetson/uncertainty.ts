import type { ErrorSource } from "../../../src/core/rail.js";
import type { ChipType } from "./chips.js";
import type { Shunt } from "./shunt.js";

/** What the limits of error of a rail are reckoned from. */
export interface ErrorFacts {
  /** What the rail hangs on; errors of its converter are shared by all rails of one address. */
  readonly chip: { readonly type: ChipType; readonly address: string };
  readonly shunt: Shunt;
  /** Fraction; 0 for a shunt inside the chip. */
  readonly shuntTolerance: number;
}

/** hwmon gives currents in whole milliamperes. */
const CURRENT_STEP = 1e-3;
/** NVIDIA's older driver cuts milliwatts off: an error of 0 to 1 mW, kept whole as 1 mW to either side. */
const POWER_STEP = 2e-3;
/** The lowest and the highest voltage a rail may be at. */
export type VoltRange = readonly [lowest: number, highest: number];

/** Of the rails of these boards: VDD_1V8_IO has the lowest, a 19 V supply the highest (devices.md A1). */
export const anyVolts: VoltRange = [1.8, 20];

/** Limits of error of a rail of a voltage and a current column (measurement.md 2.1). */
export function errorsOfProduct(facts: ErrorFacts): readonly ErrorSource[] {
  const { shunt, bus, origin } = facts.chip.type;
  const { ohms } = facts.shunt;
  const from = `${origin}; shunt of ${ohms * 1000} mohm from ${facts.shunt.origin}`;
  return [
    ...gains(facts),
    { ...common(facts, "shunt offset"), kind: "offset", of: "current", size: shunt.offset / ohms, origin: from },
    { ...common(facts, "bus offset"), kind: "offset", of: "voltage", size: bus.offset, origin },
    {
      ...step("current resolution", from),
      of: "current",
      size: Math.max(shunt.lsb / ohms, CURRENT_STEP),
    },
    { ...step("voltage resolution", origin), of: "voltage", size: bus.lsb },
  ];
}

/**
 * The same for a column of power: limits of current times the volts, limits of voltage relative to them. Where only a
 * range of volts is known, each at its worse end: limits of current at the highest, those of voltage at the lowest.
 */
export function errorsOfPower(facts: ErrorFacts, volts: number | VoltRange = anyVolts): readonly ErrorSource[] {
  const { shunt, bus, origin } = facts.chip.type;
  const { ohms } = facts.shunt;
  const [low, high] = rangeOf(volts);
  const at = low === high ? `${low} V` : `${low} to ${high} V`;
  const from = `${origin}; shunt of ${ohms * 1000} mohm from ${facts.shunt.origin}; at ${at}`;
  return [
    ...gains(facts).map((source) => ({ ...source, of: "power" as const })),
    { ...common(facts, "shunt offset"), kind: "offset", of: "power", size: (shunt.offset / ohms) * high, origin: from },
    { ...common(facts, "bus offset"), kind: "gain", of: "power", size: (bus.offset + bus.lsb / 2) / low, origin: from },
    { ...step("resolution", from), of: "power", size: (shunt.lsb / ohms) * high + POWER_STEP },
  ];
}

/** A rail that is off now may be at any voltage later. */
function rangeOf(volts: number | VoltRange): VoltRange {
  if (typeof volts !== "number") return volts;
  return volts > 0 ? [volts, volts] : anyVolts;
}

function gains(facts: ErrorFacts): readonly ErrorSource[] {
  const { shunt, bus, origin } = facts.chip.type;
  const { shuntTolerance } = facts;
  const tolerance: ErrorSource = {
    id: "shunt tolerance",
    kind: "gain",
    of: "current",
    distribution: "rectangular",
    size: shuntTolerance,
    origin: "measurement.md 2.1: 1 % unless set",
  };
  return [
    ...(shuntTolerance > 0 ? [tolerance] : []),
    { ...common(facts, "shunt gain"), kind: "gain", of: "current", size: shunt.gain, origin },
    { ...common(facts, "bus gain"), kind: "gain", of: "voltage", size: bus.gain, origin },
  ];
}

/** The channels of a chip share one converter, so these errors are the same on all of them (measurement.md 2.4). */
const common = ({ chip }: ErrorFacts, id: string) =>
  ({ id, distribution: "rectangular", shared: `${chip.address} ${id}` }) as const;

const step = (id: string, origin: string) => ({ id, kind: "resolution", distribution: "rectangular", origin }) as const;
