import type { Seconds } from "../../../src/core/units.js";

/** How a chip measures and how wrong it may be: maximum limits at 25 °C of its data sheet, in V and as fractions. */
export interface ChipType {
  /** One number for single-channel chips, three for the INA3221: index k of `ink_input` and `currk_input`. */
  readonly channels: readonly number[];
  /**
   * `voltage-current`: two columns. `power`: the chip's own product in power1_input, taken where it is finer than
   * volts x milliamperes; it is unsigned, so it suits inputs that never feed back.
   */
  readonly reads: "voltage-current" | "power";
  readonly shunt: { readonly lsb: number; readonly offset: number; readonly gain: number };
  readonly bus: { readonly lsb: number; readonly offset: number; readonly gain: number };
  /** The largest voltages it can show: over the shunt in either direction, and on the bus. */
  readonly fullScale?: { readonly shunt: number; readonly bus: number };
  /** Time for one new value of every channel in the driver's default configuration, where it has no update_interval. */
  readonly cycle: Seconds;
  /** Whether the driver averages conversions by default, where it has no `samples` file. */
  readonly averages: boolean;
  /** Shunt inside the package, in micro-ohms; its tolerance is part of the chip's gain. */
  readonly internalShunt?: number;
  /** Where the limits come from. */
  readonly origin: string;
}

const ina3221: ChipType = {
  channels: [1, 2, 3],
  reads: "voltage-current",
  shunt: { lsb: 40e-6, offset: 80e-6, gain: 0.0025 },
  bus: { lsb: 8e-3, offset: 16e-3, gain: 0.0025 },
  fullScale: { shunt: 163.84e-3, bus: 32.76 },
  cycle: 6.6e-3,
  averages: false,
  origin: "INA3221 data sheet SBOS576, devices.md A4",
};

const ina226: ChipType = {
  channels: [1],
  // power1_input steps by 25 mW (devices.md A5) and loses the sign; volts x milliamperes is finer below 25 V.
  reads: "voltage-current",
  shunt: { lsb: 2.5e-6, offset: 10e-6, gain: 0.001 },
  bus: { lsb: 1.25e-3, offset: 7.5e-3, gain: 0.001 },
  cycle: 35.2e-3,
  averages: true,
  origin: "INA226 data sheet SBOS547, devices.md A4",
};

const ina219: ChipType = {
  channels: [1],
  reads: "voltage-current",
  shunt: { lsb: 10e-6, offset: 100e-6, gain: 0.01 },
  bus: { lsb: 4e-3, offset: 4e-3, gain: 0.01 },
  cycle: 1.1e-3,
  averages: false,
  origin: "INA219 data sheet SBOS448, grade A over temperature; not verified again",
};

const ina238: ChipType = {
  channels: [1],
  // 0.2 of a current step at the bus voltage: finer than curr1_input's whole milliamperes above some volts.
  reads: "power",
  shunt: { lsb: 5e-6, offset: 5e-6, gain: 0.001 },
  bus: { lsb: 3.125e-3, offset: 5e-3, gain: 0.001 },
  // 16 averages of bus, shunt and temperature at 1052 us each (devices.md A5).
  cycle: 50.5e-3,
  averages: true,
  origin: "INA238 data sheet (LSBs devices.md A5; limits not verified again)",
};

const ina237: ChipType = {
  ...ina238,
  shunt: { lsb: 5e-6, offset: 50e-6, gain: 0.003 },
  origin: "INA237 data sheet, taken for its relatives too; not verified again",
};

const ina260: ChipType = {
  ...ina226,
  shunt: { lsb: 2.5e-6, offset: 10e-6, gain: 0.005 },
  internalShunt: 2000,
  origin: "INA260 data sheet, shunt included; not verified again",
};

const relatives = (names: readonly string[], type: ChipType): readonly (readonly [string, ChipType])[] =>
  names.map((name) => [name, type]);

/** Chips by the name their hwmon driver gives them. */
export const chipTypes: ReadonlyMap<string, ChipType> = new Map([
  ...relatives(["ina3221"], ina3221),
  ...relatives(["ina226", "ina230", "ina231", "ina232", "ina234", "sy24655"], ina226),
  ...relatives(["ina219", "ina220"], ina219),
  ...relatives(["ina238", "ina228"], ina238),
  ...relatives(["ina237", "sq52206"], ina237),
  ...relatives(["ina780"], {
    ...ina237,
    internalShunt: 400,
    origin: `${ina237.origin}; internal shunt assumed 400 uohm`,
  }),
  ...relatives(["ina260"], ina260),
]);

/**
 * The INA3221 behind NVIDIA's older driver, which gives power in mW: in_powerN_input is one conversion of both values,
 * whereas in_voltageN_input and in_currentN_input are two (devices.md A2). 64 averages of 3 x 2.2 ms.
 */
export const iioChip: ChipType = { ...ina3221, channels: [0, 1, 2], reads: "power", cycle: 0.4224, averages: true };

/** Beyond what any of these chips can show: INA219 has the largest shunt range, INA238 the largest bus range. */
const largest = { shunt: 0.33, bus: 100 };

/** What a chip can show at all; generous where its own figures are not in the table. */
export const fullScaleOf = ({ fullScale = largest }: ChipType): { readonly shunt: number; readonly bus: number } =>
  fullScale;
