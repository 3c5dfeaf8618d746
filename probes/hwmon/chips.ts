import type { Point } from "../../src/core/rail.js";

/** What is known of the rails of a kind of chip (devices.md E). */
export interface ChipRule {
  readonly point: Point;
  /** Why that point; shown with a number when the point alone does not say enough. */
  readonly note?: string;
  /** False where the point is a guess that the user should check. */
  readonly certain: boolean;
  /** Attribute (`power1`) whose rail contains the chip's other rails. */
  readonly whole?: string;
  /** What the whole covers; declares a total of that rail. */
  readonly scope?: string;
  /** The largest power a reading can stand for, in watts; beyond it a register is stuck or was misread. */
  readonly mostW?: number;
  /** Attributes at another point than the rest. */
  readonly points?: Readonly<Record<string, Point>>;
}

/**
 * No one device in a computer takes as much: accelerator modules are at 1.4 kW and single supplies at 3.6 kW in 2025.
 * Below 2^32 - 1 uW (4295 W), which is what the commonest stuck register shows.
 */
const MOST_OF_A_DEVICE_W = 4000;
/**
 * No one computer does: eight such modules and their hosts take 15 kW; what takes more is a rack of computers, each with
 * its own meter. Below 2^16 - 1 W and 2^32 - 1 mW, the full registers of meters that count in those.
 */
const MOST_OF_A_COMPUTER_W = 50_000;

const graphicsCard: ChipRule = { point: "regulator-input", certain: true, mostW: MOST_OF_A_DEVICE_W };

/** Chips by the name of their driver. */
const rules: Readonly<Record<string, ChipRule>> = {
  // ACPI meters measure input or output of the supply; Linux does not pass on which.
  power_meter: {
    point: "supply-output",
    note: "whole machine by firmware; some meters sit before the supply (wall)",
    certain: false,
    whole: "power1",
    scope: "machine",
  },
  corsairpsu: {
    point: "supply-output",
    certain: true,
    whole: "power1",
    scope: "power supply",
    mostW: MOST_OF_A_DEVICE_W,
  },
  amdgpu: { ...graphicsCard, note: "graphics card; in an APU the processor is included" },
  nouveau: graphicsCard,
  i915: { ...graphicsCard, whole: "energy1" },
  // energy1 is the card, energy2 the package on it.
  xe: { ...graphicsCard, whole: "energy1", points: { energy2: "die-model" } },
  amd_energy: { point: "die-model", certain: true, mostW: MOST_OF_A_DEVICE_W },
  // Telemetry of the processor's voltage regulators.
  zenpower: { point: "regulator-output", certain: true, mostW: MOST_OF_A_DEVICE_W },
};

const unknown: ChipRule = {
  point: "regulator-input",
  note: "the chip's place is not known to joulemark",
  certain: false,
};

/** What is known of a chip, or that nothing is. */
export const ruleOf = (name: string): ChipRule => {
  if (/^i915_gt\d+$/.test(name)) return graphicsCard;
  return Object.hasOwn(rules, name) ? (rules[name] ?? unknown) : unknown;
};

/** The largest power of a chip that can be meant, in watts. */
export const mostOf = (name: string): number => ruleOf(name).mostW ?? MOST_OF_A_COMPUTER_W;

/** Whether the table has the chip. */
export const isKnown = (name: string): boolean => ruleOf(name) !== unknown;

/** Regulator controllers on PMBus label their sides: `pin` before, `pout1` after the regulator. */
export function pointByLabel(label: string | undefined): Point | undefined {
  if (label === undefined) return undefined;
  if (/^pout\d*$/.test(label)) return "regulator-output";
  return /^pin\d*$/.test(label) ? "regulator-input" : undefined;
}
