import { describe, expect, it } from "vitest";
import { pair } from "./pair.js";
import { type Stairs, stairs } from "./testing/stairs.js";

const load = { levels: [20, 55, 2, 35, 12, 80, 6, 44, 66, 20], dwellS: [6, 5, 7, 6, 5, 8, 6, 5, 6, 6] };
const side = (more: Partial<Stairs> = {}) => stairs({ ...load, periodS: 0.01, noise: 0.1, ...more });
const options = { minDwellS: 3, minSteadyS: 2 };
const late = () => side({ lagS: 0.4, seed: 9 });

describe("two sides of one load", () => {
  it("become points in the order of their traces, with the drift of the load that came twice", () => {
    const { alignment, points, excluded, drift } = pair({
      first: [side(), side({ seed: 4 })],
      second: [late()],
      ...options,
    });
    expect(alignment.lagS).toBeCloseTo(0.4, 2);
    expect([points.length, excluded.length, points[0]?.values.length]).toEqual([10, 0, 3]);
    expect(drift?.map(({ relative }) => Math.abs(relative) < 0.01)).toEqual([true, true, true]);
  });

  it("have no drift to tell where no load came twice, unless it is said that it did", () => {
    const levels = [...load.levels.slice(0, -1), 30];
    const one = () => side({ levels });
    expect(pair({ first: [one()], second: [one()], ...options }).drift).toBeUndefined();
    const said = pair({ first: [one()], second: [one()], ...options, repeated: true });
    expect(said.drift?.[0]?.relative).toBeCloseTo(0.5, 2);
  });

  it("of one instrument are not aligned: nothing is needed to align by", () => {
    const flat = side({ levels: [20], dwellS: [20] });
    const other = side({ levels: [20], dwellS: [20], seed: 8 });
    const pairing = pair({ first: [flat], second: [other], sameInstrument: true, ...options });
    expect([pairing.alignment.lagS, pairing.points.length]).toEqual([0, 1]);
    expect(() => pair({ first: [flat], second: [other], ...options })).toThrow(
      expect.objectContaining({ code: "CANNOT_ALIGN" }),
    );
  });

  it("are cut at the given windows and nowhere else", () => {
    const windows = [
      { step: 0, from: 0, to: 6e9 },
      { step: 5, from: 30e9, to: 36.5e9 },
    ];
    const { points } = pair({ first: [side()], second: [late()], windows, ...options });
    expect(points.map(({ step, values: [value] }) => [step, Math.round(value?.mean ?? 0)])).toEqual([
      [0, 20],
      [5, 80],
    ]);
  });

  it("whose times go back are refused", () => {
    const { at, ...rest } = side();
    const back = { ...rest, at: at.map((time, i) => (i === 70 ? 0 : time)) };
    expect(() => pair({ first: [side(), back], second: [late()], ...options })).toThrow("trace 2 do not go forward");
  });
});
