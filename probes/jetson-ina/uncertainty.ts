import type { ErrorSource } from "../../src/core/rail.js";
import type { Chip } from "./discover.js";
import type { Shunt } from "./shunt.js";

/** What the limits of error of a rail are reckoned from. */
export interface ErrorFacts {
  readonly chip: Chip;
  readonly shunt: Shunt;
  /** Fraction; 0 for a shunt inside the chip. */
  readonly shuntTolerance: number;
}

/** hwmon gives currents in whole milliamperes. */
const CURRENT_STEP = 1e-3;
/** NVIDIA's older driver cuts milliwatts off: an error of 0 to 1 mW, kept whole as 1 mW to either side. */
const POWER_STEP = 2e-3;
/** Where the voltage is not known, the highest in use on these boards makes the largest error of power. */
const HIGHEST_VOLTS = 20;

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

/** The same for a column of power: limits of current times the volts at open, limits of voltage relative to them. */
export function errorsOfPower(facts: ErrorFacts, volts = HIGHEST_VOLTS): readonly ErrorSource[] {
  const { shunt, bus, origin } = facts.chip.type;
  const { ohms } = facts.shunt;
  const at = volts > 0 ? volts : HIGHEST_VOLTS;
  const from = `${origin}; shunt of ${ohms * 1000} mohm from ${facts.shunt.origin}; at ${at} V`;
  return [
    ...gains(facts).map((source) => ({ ...source, of: "power" as const })),
    { ...common(facts, "shunt offset"), kind: "offset", of: "power", size: (shunt.offset / ohms) * at, origin: from },
    { ...common(facts, "bus offset"), kind: "gain", of: "power", size: (bus.offset + bus.lsb / 2) / at, origin: from },
    { ...step("resolution", from), of: "power", size: (shunt.lsb / ohms) * at + POWER_STEP },
  ];
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
