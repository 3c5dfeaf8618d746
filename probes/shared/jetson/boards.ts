import type { Point, Total } from "../../../src/core/rail.js";
import { anyVolts, type VoltRange } from "./uncertainty.js";

/** What is known of one rail of a board. */
export interface BoardRail {
  /** `regulator-input` when absent: on the board's or module's supply, before its own regulators. */
  readonly point?: Point;
  /** The rail that feeds it and already contains its energy. */
  readonly partOf?: string;
  /** Shunt in micro-ohms, where a source is known (devices.md A1). */
  readonly shunt?: number;
  /** What it may be at, where the point does not tell: `voltsOf`. */
  readonly volts?: VoltRange;
}

/** A board, recognised by the labels its monitors carry: never by index or bus number (devices.md A1). */
export interface Board {
  readonly name: string;
  /** Labels that must all be there. */
  readonly labels: readonly string[];
  /** Tells boards of the same labels apart by the device tree's model. */
  readonly model?: RegExp;
  readonly rails: Readonly<Record<string, BoardRail>>;
  /** In order of preference; one is claimed when all its parts are there. */
  readonly totals: readonly Total[];
  /** Which rails hang on which monitor, by address, on boards with several; the first has all others (devices.md A1). */
  readonly monitors?: Readonly<Record<string, readonly string[]>>;
  /** No rail of it can carry more, generously: what its developer kit's power supply can give. */
  readonly mostWatts?: number;
  /** Rail names of monitors that carry no label on this board, by chip. */
  readonly unlabelled?: Readonly<Record<string, string>>;
}

/** Supplies of these boards are of 5, 12 or 19 V (devices.md A1), give or take. */
const supplyVolts: VoltRange = [4.75, 20];
/** Behind a regulator: 1.8, 3.3, 4 or 5 V. */
const regulatedVolts: VoltRange = [1.8, 5.25];
const fiveVolts: VoltRange = [4.75, 5.25];

/** The voltages a rail may be at, where nothing measures it; any of these boards' for one that is in no table. */
export function voltsOf(rail: BoardRail | undefined): VoltRange {
  if (rail === undefined) return anyVolts;
  return rail.volts ?? (rail.point === "regulator-output" ? regulatedVolts : supplyVolts);
}

const module = (...parts: string[]): Total => ({ name: "module", parts, scope: "module" });
/** Module and carrier branch off the supply in parallel (devices.md A1); a custom carrier has no VDD_MUX. */
const moduleAndCarrier: Total = { name: "board", parts: ["VDD_IN", "VDD_MUX"], scope: "board" };

const inModule = (shunt?: number): BoardRail => ({ partOf: "VDD_IN", ...(shunt !== undefined && { shunt }) });
/** Behind a regulator: its loss upstream is not in the reading, so it is at another point than the supply's rails. */
const regulated = (partOf: string, shunt?: number): BoardRail => ({
  point: "regulator-output",
  partOf,
  ...(shunt !== undefined && { shunt }),
});
const onCarrier = (names: readonly string[], shunt?: number): Record<string, BoardRail> =>
  Object.fromEntries(names.map((name) => [name, regulated("VDD_MUX", shunt)]));

const thirdCarrierMonitor = ["VDD_3V3_IO_SLP", "VDD_3V3_IO", "VDD_1V8_IO", "VDD_3V3_SYS_M2", "VDD_M2_IN"];

const agxOrinRails: Record<string, BoardRail> = {
  VDD_GPU_SOC: { shunt: 2000 },
  VDD_CPU_CV: { shunt: 2000 },
  VIN_SYS_5V0: { shunt: 2000, volts: fiveVolts },
  // Its name is that of the regulators' outputs, but it reads 4968 mV: the 5 V input, fed from VIN_SYS_5V0.
  VDDQ_VDD2_1V8AO: { partOf: "VIN_SYS_5V0", shunt: 2000, volts: fiveVolts },
};
const agxOrinModule = module("VDD_GPU_SOC", "VDD_CPU_CV", "VIN_SYS_5V0");

const moduleInput = (shunt?: number): Record<string, BoardRail> => ({
  VDD_IN: shunt === undefined ? {} : { shunt },
  VDD_CPU_GPU_CV: inModule(shunt),
  VDD_SOC: inModule(shunt),
});
const moduleLabels = ["VDD_IN", "VDD_CPU_GPU_CV", "VDD_SOC"];

/** Boards in the order in which they are tried (devices.md A1, where every figure has its source). */
export const boards: readonly Board[] = [
  {
    // L4T R28 calls TX2's rails otherwise (devices.md A6), TX1's names among them: it is tried before TX1.
    name: "Jetson TX2",
    labels: ["VDD_IN", "VDD_GPU", "VDD_CPU", "VDD_SOC", "VDD_DDR"],
    rails: {
      VDD_IN: { shunt: 5000 },
      VDD_GPU: inModule(10_000),
      VDD_SOC: inModule(10_000),
      VDD_CPU: inModule(10_000),
      VDD_DDR: regulated("VDD_IN", 10_000),
      VDD_WIFI: regulated("VDD_IN", 10_000),
    },
    monitors: { "0x40": ["VDD_GPU", "VDD_SOC", "VDD_WIFI"], "0x41": ["VDD_IN", "VDD_CPU", "VDD_DDR"] },
    totals: [module("VDD_IN")],
  },
  {
    name: "Jetson TX1",
    labels: ["VDD_IN", "VDD_GPU", "VDD_CPU"],
    rails: {
      VDD_IN: {},
      VDD_GPU: inModule(),
      VDD_CPU: inModule(),
      VDD_MUX: {},
      ...onCarrier(["VDD_5V_IO_SYS", "VDD_3V3_SYS", ...thirdCarrierMonitor]),
    },
    totals: [moduleAndCarrier, module("VDD_IN")],
  },
  {
    name: "Jetson TX2",
    labels: ["VDD_IN", "VDD_SYS_GPU", "VDD_SYS_SOC", "VDD_SYS_CPU"],
    rails: {
      VDD_IN: { shunt: 5000 },
      VDD_SYS_GPU: inModule(10_000),
      VDD_SYS_SOC: inModule(10_000),
      VDD_SYS_CPU: inModule(10_000),
      VDD_SYS_DDR: regulated("VDD_IN", 10_000),
      VDD_5V0_DDR: regulated("VDD_IN", 10_000),
      VDD_4V0_WIFI: regulated("VDD_IN", 10_000),
      VDD_3V8_WIFI: regulated("VDD_IN", 10_000),
      VDD_MUX: { shunt: 20_000 },
      ...onCarrier(["VDD_5V0_IO_SYS"], 5000),
      ...onCarrier(["VDD_3V3_SYS", ...thirdCarrierMonitor], 10_000),
    },
    monitors: {
      "0x40": ["VDD_SYS_GPU", "VDD_SYS_SOC", "VDD_4V0_WIFI", "VDD_3V8_WIFI"],
      "0x41": ["VDD_IN", "VDD_SYS_CPU", "VDD_SYS_DDR", "VDD_5V0_DDR"],
      "0x42": ["VDD_MUX", "VDD_5V0_IO_SYS", "VDD_3V3_SYS"],
      "0x43": thirdCarrierMonitor,
    },
    totals: [moduleAndCarrier, module("VDD_IN")],
  },
  {
    name: "Jetson TX2 NX",
    labels: ["VDD_IN", "VDD_CPU_GPU", "VDD_SOC"],
    rails: { VDD_IN: { shunt: 5000 }, VDD_CPU_GPU: inModule(5000), VDD_SOC: inModule(5000) },
    totals: [module("VDD_IN")],
  },
  {
    name: "Jetson Nano",
    labels: ["POM_5V_IN", "POM_5V_GPU", "POM_5V_CPU"],
    rails: {
      POM_5V_IN: { volts: fiveVolts },
      POM_5V_GPU: { partOf: "POM_5V_IN", volts: fiveVolts },
      POM_5V_CPU: { partOf: "POM_5V_IN", volts: fiveVolts },
    },
    totals: [module("POM_5V_IN")],
  },
  {
    name: "Jetson Orin NX or Orin Nano",
    labels: moduleLabels,
    model: /orin n(x|ano)/i,
    rails: moduleInput(5000),
    totals: [module("VDD_IN")],
  },
  {
    name: "Jetson Xavier NX",
    labels: moduleLabels,
    model: /xavier nx/i,
    rails: moduleInput(),
    totals: [module("VDD_IN")],
  },
  {
    name: "Jetson Xavier NX, Orin NX or Orin Nano",
    labels: moduleLabels,
    rails: moduleInput(),
    totals: [module("VDD_IN")],
  },
  {
    name: "Jetson AGX Xavier",
    // Without SOC and SYS5V, so that a board with one of them disabled is recognised and told why it has no total.
    labels: ["GPU", "CPU", "CV", "VDDRQ"],
    // 5 mohm, 1 %: NVIDIA DG-09840 figure 5-14 (measurement.md 2.1).
    rails: {
      ...Object.fromEntries(["GPU", "CPU", "SOC", "CV", "VDDRQ"].map((name) => [name, { shunt: 5000 }])),
      SYS5V: { shunt: 5000, volts: fiveVolts },
    },
    monitors: { "0x40": ["GPU", "CPU", "SOC"], "0x41": ["CV", "VDDRQ", "SYS5V"] },
    totals: [module("GPU", "CPU", "SOC", "CV", "VDDRQ", "SYS5V")],
  },
  {
    name: "IGX Orin",
    labels: ["CVB_ATX_12V", "CVB_ATX_3V3", "CVB_ATX_5V"],
    rails: {
      ...agxOrinRails,
      // Outputs of an ATX power supply, so one conversion after the wall.
      CVB_ATX_12V: { point: "supply-output", shunt: 2000, volts: [11.4, 12.6] },
      CVB_ATX_3V3: { point: "supply-output", shunt: 2000, volts: [3.1, 3.5] },
      CVB_ATX_5V: { point: "supply-output", shunt: 2000, volts: fiveVolts },
    },
    monitors: {
      "0x40": ["VDD_GPU_SOC", "VDD_CPU_CV", "VIN_SYS_5V0"],
      carrier: ["CVB_ATX_12V", "CVB_ATX_3V3", "CVB_ATX_5V"],
    },
    // Its supply feeds graphics cards too.
    mostWatts: 2000,
    totals: [
      { name: "carrier inputs", parts: ["CVB_ATX_12V", "CVB_ATX_3V3", "CVB_ATX_5V"], scope: "carrier inputs" },
      agxOrinModule,
    ],
  },
  {
    name: "Jetson AGX Orin",
    labels: ["VDD_GPU_SOC", "VDD_CPU_CV", "VIN_SYS_5V0"],
    rails: agxOrinRails,
    totals: [agxOrinModule],
  },
  {
    name: "Jetson AGX Thor",
    labels: ["VDD_GPU", "VDD_CPU_SOC_MSS", "VIN_SYS_5V0"],
    rails: {
      VIN: {},
      VDD_GPU: { partOf: "VIN" },
      VDD_CPU_SOC_MSS: { partOf: "VIN" },
      VIN_SYS_5V0: { partOf: "VIN", volts: fiveVolts },
    },
    monitors: { "0x40": ["VDD_GPU", "VDD_CPU_SOC_MSS", "VIN_SYS_5V0"], ina238: ["VIN"] },
    mostWatts: 300,
    totals: [{ name: "board", parts: ["VIN"], scope: "board" }],
    unlabelled: { ina238: "VIN" },
  },
];

/** The board with these labels; of several, the one of that model, or the one that claims no model. */
export function recognise(labels: ReadonlySet<string>, model = ""): Board | undefined {
  const candidates = boards.filter((board) => board.labels.every((label) => labels.has(label)));
  return candidates.find((board) => board.model?.test(model)) ?? candidates.find((board) => board.model === undefined);
}

/** The largest power, in watts, that a rail of the board can carry; what any board's can, where it is not known. */
export const mostWattsOf = (board: Board | undefined): number =>
  board === undefined ? LARGEST_W : (board.mostWatts ?? MODULE_W);

/** Power supplies of the modules' developer kits give 90 W or so. */
const MODULE_W = 200;
const LARGEST_W = 2000;

/** The monitor a rail hangs on: an address, or the name of a chip of another kind than the board's others. */
export function monitorOf(board: Board | undefined, rail: string): string {
  const found = Object.entries(board?.monitors ?? {}).find(([, rails]) => rails.includes(rail));
  return found?.[0] ?? "0x40";
}
