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
  /** Attributes at another point than the rest. */
  readonly points?: Readonly<Record<string, Point>>;
}

const graphicsCard: ChipRule = { point: "regulator-input", certain: true };

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
  corsairpsu: { point: "supply-output", certain: true, whole: "power1", scope: "power supply" },
  amdgpu: { ...graphicsCard, note: "graphics card; in an APU the processor is included" },
  nouveau: graphicsCard,
  i915: { ...graphicsCard, whole: "energy1" },
  // energy1 is the card, energy2 the package on it.
  xe: { ...graphicsCard, whole: "energy1", points: { energy2: "die-model" } },
  amd_energy: { point: "die-model", certain: true },
  // Telemetry of the processor's voltage regulators.
  zenpower: { point: "regulator-output", certain: true },
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

/** Whether the table has the chip. */
export const isKnown = (name: string): boolean => ruleOf(name) !== unknown;

/** Regulator controllers on PMBus label their sides: `pin` before, `pout1` after the regulator. */
export function pointByLabel(label: string | undefined): Point | undefined {
  if (label === undefined) return undefined;
  if (/^pout\d*$/.test(label)) return "regulator-output";
  return /^pin\d*$/.test(label) ? "regulator-input" : undefined;
}
