import type { Finding } from "../../../src/core/finding.js";
import type { BoardRail } from "./boards.js";

/** What a rail's current rests on. */
export interface Shunt {
  /** The shunt its limits of error are reckoned with, in ohms. */
  readonly ohms: number;
  /** Current and power are to be multiplied by this: the driver's shunt over the true one. */
  readonly correction: number;
  readonly origin: string;
  /** True where nobody published the shunt. */
  readonly assumed?: boolean;
  readonly findings: readonly Finding[];
}

/** What is known of a rail's shunt, in micro-ohms. */
export interface ShuntFacts {
  readonly rail: string;
  /** From the driver, which reckons the current with it. */
  readonly driver: number | undefined;
  /** What its file says where that is no shunt: `0`, `no number (unreadable)`. */
  readonly nonsense?: string | undefined;
  /** From the user's settings. */
  readonly user: number | undefined;
  readonly board: BoardRail | undefined;
}

/** No power rail is measured with less: 100 A make 5 mV in it. A device tree says 5 micro-ohm for TX2 NX (devices.md A1). */
const SMALLEST = 50;
/** The commonest on these modules, for chips whose shunt nobody published. */
const ASSUMED = 5000;

/** Decides which shunt to believe, and says so when the driver's looks wrong. */
export function shuntOf(facts: ShuntFacts): Shunt {
  const { rail, driver, user, board, nonsense } = facts;
  // What the driver made of it is not known: neither the board's table nor the user can put such currents right.
  if (nonsense !== undefined)
    return { ...as(user ?? board?.shunt ?? ASSUMED, "assumption"), findings: [unusable(rail, nonsense)] };
  if (user !== undefined)
    return { ohms: user / 1e6, correction: (driver ?? user) / user, origin: "the settings", findings: [] };
  const known = board?.shunt;
  if (driver === undefined) return undeclared(known);
  if (driver < SMALLEST)
    return { ...as(known ?? ASSUMED, "devices.md A1"), findings: [implausible(rail, driver, known)] };
  const wrong = known !== undefined && Math.abs(driver / known - 1) > 0.02;
  return { ...as(driver, "the driver"), findings: wrong ? [mismatch(rail, driver, known)] : [] };
}

const as = (microOhms: number, origin: string) => ({ ohms: microOhms / 1e6, correction: 1, origin });

function undeclared(known: number | undefined): Shunt {
  if (known !== undefined) return { ...as(known, "devices.md A1"), findings: [] };
  return { ...as(ASSUMED, "assumption: none is published"), assumed: true, findings: [] };
}

const implausible = (rail: string, driver: number, known: number | undefined): Finding => ({
  code: "implausible-shunt",
  severity: "invalid",
  message: `The driver reckons the current of ${rail} with a shunt of ${driver} micro-ohm, which no board has${
    known === undefined ? "" : `: this one has ${known}`
  }`,
  remedy: `Set shuntMicroOhms for ${rail} in the settings${known === undefined ? "" : ` (${known})`}, or correct the device tree`,
  rail,
});

const unusable = (rail: string, stated: string): Finding => ({
  code: "implausible-shunt",
  severity: "invalid",
  message: `The driver states ${stated} for the shunt of ${rail}: what it reckons the current with is not known`,
  remedy: `Write the true micro-ohms to its shunt file as root, or correct the device tree; else leave ${rail} out with only`,
  rail,
});

const mismatch = (rail: string, driver: number, known: number): Finding => ({
  code: "shunt-mismatch",
  severity: "degraded",
  message: `The driver reckons the current of ${rail} with ${driver} micro-ohm; on this board it is ${known}`,
  remedy: `Set shuntMicroOhms for ${rail} in the settings (${known}, or ${driver} if you know that it is right)`,
  rail,
});

/** One finding for all rails whose shunt is assumed. */
export function assumedShunts(rails: readonly string[]): readonly Finding[] {
  if (rails.length === 0) return [];
  return [
    {
      code: "assumed-shunt",
      severity: "note",
      message: `${ASSUMED} micro-ohm is assumed for the offset error and resolution of ${rails.join(", ")}: no shunt is published`,
      remedy: "Set shuntMicroOhms in the settings if you know it; the values measured do not depend on it",
    },
  ];
}
