import { describe, expect, it } from "vitest";
import { ascii } from "./bytes.js";
import type { Meter } from "./protocol.js";
import { scpi } from "./scpi.js";
import { parseAnswer } from "./scpi-answer.js";
import { profileNames, profileOf } from "./scpi-profiles.js";
import { testLink } from "./test-link.js";

const RIGOL = "RIGOL TECHNOLOGIES,DP832,DP8A000000000,00.01.14";

/** An instrument that knows these questions; lines end as its maker likes. */
const instrument = (answers: Readonly<Record<string, string>>, end = "\n") =>
  testLink({
    said: ascii("0.1,0"),
    piece: 3,
    answer: (written) => {
      const answer = answers[String.fromCharCode(...written).replace(/\n$/, "")];
      return answer === undefined ? undefined : ascii(`${answer}${end}`);
    },
  });

const open = (given: object, answers: Readonly<Record<string, string>>, end?: string): Promise<Meter> =>
  scpi.open(scpi.settings.parse(given), instrument(answers, end));

describe("an answer", () => {
  it.each([
    ["12", [12]],
    ["+1.2500", [1.25]],
    ["-0", [0]],
    ["1.23E-03,5.0e+0;.5", [0.00123, 5, 0.5]],
    ["NAN,+INF,-inf", [Number.NaN, Number.NaN, Number.NaN]],
    ["9.9E37", [Number.NaN]],
    ["-9.91E+37", [Number.NaN]],
    ["1.0000E+8", [Number.NaN]],
    ["-1.0000E+8,+1.0000E+9", [Number.NaN, Number.NaN]],
    ["1e400", [Number.NaN]],
  ])("%s", (text, values) => {
    expect(parseAnswer(text)).toEqual(values);
  });

  it.each(["", "1.2,", "12 V", "0x10", "1,2,x", "\0", "RIGOL TECHNOLOGIES,DP832", "1.2.3", "--1"])(
    "%j is none",
    (text) => expect(parseAnswer(text)).toBeUndefined(),
  );
});

describe("an instrument with a profile", () => {
  it.each(["\n", "\r\n"])("tells its name and is asked once for what several columns need (%j)", async (end) => {
    const link = instrument(
      { "*IDN?": RIGOL, ":MEAS:ALL? CH1": "12.000,1.500,18.00", ":MEAS:ALL? CH3": "5.000,0.000,0.00" },
      end,
    );
    const meter = await scpi.open(scpi.settings.parse({ profile: "rigol-dp800", channels: [1, 3] }), link);
    expect(meter.device).toBe("RIGOL TECHNOLOGIES DP832 DP8A000000000");
    expect(meter.rails.map(({ id, point, columns }) => [id, point, columns.map(({ name }) => name).join()])).toEqual([
      ["CH1", "supply-output", "CH1.voltage,CH1.current"],
      ["CH3", "supply-output", "CH3.voltage,CH3.current"],
    ]);
    expect(link.written).toEqual(["*IDN?\n", ":MEAS:ALL? CH1\n", ":MEAS:ALL? CH3\n"]);
    expect(meter.request?.(true)).toEqual(ascii(":MEAS:ALL? CH1\n"));
  });

  it("is set up first", async () => {
    const link = instrument({ "*IDN?": "YOKOGAWA,WT310E,C2XX00000V,F1.03", ":NUM:NORM:VAL?": "1.2345E+02,NAN" });
    const meter = await scpi.open(scpi.settings.parse({ profile: "yokogawa-wt310", channels: [1, 2] }), link);
    expect(link.written).toContain(":NUM:NORM:ITEM2 P,2\n");
    expect(meter.rails.map(({ id, window }) => [id, window?.kind])).toEqual([
      ["element1", "boxcar"],
      ["element2", "boxcar"],
    ]);
  });

  it("of another maker is refused by name", async () => {
    await expect(open({ profile: "keysight-e36300" }, { "*IDN?": RIGOL })).rejects.toMatchObject({
      code: "CONFIG",
      message: /DP832/,
    });
  });

  it("that speaks another command set is told how to change it", async () => {
    const answers = { "*IDN?": "KEITHLEY INSTRUMENTS,MODEL DMM6500,04000000,1.7.0b", "*LANG?": "TSP" };
    await expect(open({ profile: "keithley-dmm6500", volts: 12 }, answers)).rejects.toMatchObject({ remedy: /SCPI/ });
  });

  it("that measures only current needs the voltage", async () => {
    const answers = {
      "*IDN?": "KEITHLEY INSTRUMENTS,MODEL DMM6500,04000000,1.7.0b",
      "*LANG?": "SCPI",
      ":READ?": "+1.5E+00",
    };
    await expect(open({ profile: "keithley-dmm6500" }, answers)).rejects.toMatchObject({
      code: "CONFIG",
      remedy: /volts=12/,
    });
    const { rails } = await open({ profile: "keithley-dmm6500", volts: 12 }, answers);
    expect(rails[0]?.columns).toEqual([{ name: "current.power", quantity: "power", unit: "A", scale: 12 }]);
  });

  it.each(profileNames)("%s has questions that make rails", (name) => {
    const rails = Object.values(profileOf(name)?.rails([1, 2]) ?? {});
    expect(rails.length).toBeGreaterThan(0);
    expect(rails.flatMap((rail) => Object.values(rail)).every((question) => /\?/.test(String(question)))).toBe(true);
  });
});

describe("an instrument without one", () => {
  const rails = { psu: { voltage: "V?", current: "I?" }, box: { power: "P?#2" } };

  it("is asked what the user says", async () => {
    const meter = await open({ rails, init: ["*CLS"] }, { "*IDN?": "A,B,C,D", "V?": "12", "I?": "1", "P?": "0,15" });
    expect(meter.rails.map(({ id, uncertainty }) => [id, uncertainty.length])).toEqual([
      ["psu", 0],
      ["box", 0],
    ]);
  });

  it.each([
    [{ "*IDN?": "A,B,C,D", "V?": "12" }, /does not answer I\?/],
    [{ "*IDN?": "A,B,C,D", "V?": "12 V" }, /V\? with "12 V"/],
    [{ "*IDN?": "A,B,C,D", "V?": "12", "I?": "1", "P?": "15" }, /has not 2 numbers/],
    [{ "*IDN?": "0.12,0.5" }, /\*IDN\? with/],
    [{}, /does not answer \*IDN\?/],
  ])("that answers %j is refused", async (answers, message) => {
    await expect(open({ rails }, answers as Record<string, string>)).rejects.toMatchObject({
      code: "UNAVAILABLE",
      message,
    });
  });

  it.each([
    {},
    { rails: {} },
    { profile: "rigol" },
    { profile: "rigol-dp800", channels: [1, 1] },
    { rails: { a: { voltage: "V" } } },
    { rails: { a: { power: "P?\nQ?" } } },
    { rails: { a: { watts: "P?" } } },
  ])("described by %j is refused", (given) => expect(scpi.settings.safeParse(given).success).toBe(false));

  it.each([{ voltage: "V?" }, { current: "I?" }, { power: "P?", current: "I?" }, {}])(
    "with a rail of %j is refused",
    async (rail) => {
      await expect(open({ rails: { a: rail } }, {})).rejects.toMatchObject({ code: "CONFIG" });
    },
  );
});
