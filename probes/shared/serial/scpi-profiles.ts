import type { Point, SensorWindow } from "../../../src/core/rail.js";

/** Questions for the columns of one rail; `#2` after a question takes the second number of its answer. */
export interface RailQuestions {
  readonly voltage?: string | undefined;
  readonly current?: string | undefined;
  readonly power?: string | undefined;
  /** Volts, where only the current is measured. */
  readonly volts?: number | undefined;
}

/** An instrument that is ready to be used: what to send first and what to ask (devices.md F7). */
export interface Profile {
  /** What its `*IDN?` says, among others. */
  readonly identity: RegExp;
  /** A question whose answer must be this word. */
  readonly check?: { readonly query: string; readonly answer: string; readonly remedy: string };
  init(channels: readonly number[]): readonly string[];
  rails(channels: readonly number[]): Readonly<Record<string, RailQuestions>>;
  /** Where its rails are, when they can be nowhere else. */
  readonly point?: Point;
  readonly window?: SensorWindow;
}

const each = (channels: readonly number[], prefix: string, questions: (channel: number) => RailQuestions) =>
  Object.fromEntries(channels.map((channel) => [`${prefix}${channel}`, questions(channel)]));

/** Only one current, at a voltage that the user knows. */
const current = (query: string) => () => ({ current: { current: query } });

/** Profiles by name. */
export const profiles = {
  "agilent-34401a": {
    identity: /34401A/,
    init: () => ["SYST:REM", "CONF:CURR:DC DEF,DEF"],
    rails: current("READ?"),
  },
  "keithley-2110": {
    identity: /2110/,
    init: () => [],
    rails: current(":MEAS:CURR:DC?"),
  },
  "keithley-dmm6500": {
    identity: /DMM6500/,
    check: {
      query: "*LANG?",
      answer: "SCPI",
      remedy: "Choose the command set SCPI in the meter's menu and start it again",
    },
    // auto ranging would leave holes where the load changes; 3 A is the front's largest range
    init: () => [':SENS:FUNC "CURR:DC"', ":SENS:CURR:NPLC 1", ":SENS:CURR:RANG:AUTO 0;:SENS:CURR:RANG 3"],
    rails: current(":READ?"),
  },
  "keysight-e36300": {
    identity: /E363\d\d/,
    init: () => [],
    rails: (channels) =>
      each(channels, "output", (channel) => ({
        voltage: `MEAS:VOLT? (@${channel})`,
        current: `MEAS:CURR? (@${channel})`,
      })),
    point: "supply-output",
  },
  "rigol-dp800": {
    identity: /RIGOL.*DP8/,
    init: () => [],
    rails: (channels) =>
      each(channels, "CH", (channel) => ({
        voltage: `:MEAS:ALL? CH${channel}#1`,
        current: `:MEAS:ALL? CH${channel}#2`,
      })),
    point: "supply-output",
  },
  "yokogawa-wt310": {
    identity: /WT3[13]\d/,
    init: (channels) => [
      ":SYST:COMM:COMM WT300",
      ":RATE 100MS",
      ":NUM:FORM ASCII",
      `:NUM:NORM:NUM ${channels.length}`,
      ...channels.map((channel, index) => `:NUM:NORM:ITEM${index + 1} P,${channel}`),
    ],
    rails: (channels) =>
      Object.fromEntries(
        channels.map((channel, index) => [`element${channel}`, { power: `:NUM:NORM:VAL?#${index + 1}` }]),
      ),
    window: { kind: "boxcar", width: 0.1 },
  },
} as const satisfies Readonly<Record<string, Profile>>;

/** Their names. */
export const profileNames = Object.keys(profiles);

/** The profile of that name. */
export const profileOf = (name: string): Profile | undefined =>
  Object.entries<Profile>(profiles).find(([known]) => known === name)?.[1];
