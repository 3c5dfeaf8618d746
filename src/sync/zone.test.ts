import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MeasurementError } from "../core/error.js";
import { localTimeIn } from "./zone.js";

const HOUR = 3600e3;
const utc = (text: string) => Date.parse(`${text}Z`);

describe("localTimeIn", () => {
  it("reads fixed offsets and UTC", () => {
    const at = utc("2024-06-01T12:00:00");
    expect(localTimeIn("UTC")(at)).toEqual([at]);
    expect(localTimeIn("+02:00")(at)).toEqual([at - 2 * HOUR]);
    expect(localTimeIn("-0530")(at)).toEqual([at + 5.5 * HOUR]);
  });

  it("finds no instant in the hour that summer time leaves out, and two in the one that it repeats", () => {
    const amsterdam = localTimeIn("Europe/Amsterdam");
    expect(amsterdam(utc("2024-03-31T02:30:00"))).toEqual([]);
    expect(amsterdam(utc("2024-10-27T02:30:00"))).toEqual([utc("2024-10-27T00:30:00"), utc("2024-10-27T01:30:00")]);
    expect(amsterdam(utc("2024-07-01T12:00:00.125"))).toEqual([utc("2024-07-01T10:00:00.125")]);
  });

  it("finds every instant again that a zone's clock shows", () => {
    const shown = fc.integer({ min: utc("2000-01-01T00:00:00"), max: utc("2036-01-01T00:00:00") });
    for (const [zone, offsets] of [
      ["America/New_York", [-4, -5]],
      ["Australia/Lord_Howe", [10.5, 11]],
    ] as const) {
      const read = localTimeIn(zone);
      fc.assert(fc.property(shown, (at) => offsets.some((hours) => read(at + hours * HOUR).includes(at))));
    }
  });

  it("refuses a zone that does not exist, saying what to give", () => {
    for (const zone of ["Mars/Base", "", "+25:00", "\0"]) {
      expect(() => localTimeIn(zone)).toThrow(MeasurementError);
      expect(() => localTimeIn(zone)).toThrow(expect.objectContaining({ code: "CONFIG" }));
    }
  });

  it("takes any number", () => {
    for (const zone of ["UTC", "Europe/Amsterdam"])
      for (const odd of [Number.NaN, Number.POSITIVE_INFINITY, 1e300, -8.64e15])
        expect(() => localTimeIn(zone)(odd)).not.toThrow();
  });
});
