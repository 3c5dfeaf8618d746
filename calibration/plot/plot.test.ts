import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { asPage } from "./html.js";
import { plotRegulator, type RegulatorPicture } from "./regulator.js";
import { plotSensor } from "./sensor.js";
import { escapeText } from "./svg.js";
import { ticksOf } from "./ticks.js";

const [a, b, c, volts] = [0.6, 0.045, 9e-4, 1];
const lossAt = (current: number) => a + b * current + c * current ** 2;
const currents = [1, 2, 5, 10, 20, 40, 60, 80];

function picture(over: Partial<RegulatorPicture> = {}): RegulatorPicture {
  const points = currents.map((currentA) => {
    const outputW = volts * currentA;
    const fittedW = outputW + lossAt(currentA);
    return { currentA, outputW, inputW: fittedW * 1.001, uW: 0.003 * fittedW, fittedW };
  });
  const fit = {
    currentA: currents,
    lossW: currents.map(lossAt),
    efficiency: currents.map((current) => (volts * current) / (volts * current + lossAt(current))),
    uLossW: currents.map(() => 0.02),
    uEfficiency: currents.map(() => 0.004),
    k: 2,
  };
  return { title: "core rail", lines: ["one line"], points, fit, ...over };
}

/** Every element that is opened is closed, in order. */
function isWellFormed(xml: string): boolean {
  const open: string[] = [];
  for (const [, closing, name = "", rest = ""] of xml.matchAll(/<(\/?)([a-zA-Z]+)([^<>]*)>/g)) {
    if (closing === "/") {
      if (open.pop() !== name) return false;
    } else if (!rest.endsWith("/")) open.push(name);
  }
  return open.length === 0 && !/[<>]/.test(xml.replaceAll(/<[^<>]*>/g, ""));
}

const count = (text: string, part: string): number => text.split(part).length - 1;

describe("the picture of a regulator's calibration", () => {
  it("has each point in each of its panels, its fit, and the assumption it replaces", () => {
    const svg = plotRegulator(picture());
    expect(isWellFormed(svg)).toBe(true);
    expect(count(svg, "<circle")).toBe(3 * currents.length + 1);
    expect(count(svg, "<polyline")).toBe(2);
    expect(count(svg, "<polygon")).toBe(2);
    for (const words of ["Efficiency", "Loss, W", "Residual of input, %", "Output current, A", "0.80 \u00b1 0.12"])
      expect(svg).toContain(words);
  });

  it("has a band as wide as Student's t makes it of few points", () => {
    const { fit } = picture();
    const heights = (svg: string) =>
      [...svg.matchAll(/<polygon[^>]*points="([^"]*)"/g)].map(([, corners = ""]) => {
        const ys = corners.split(" ").map((corner) => Number(corner.split(",")[1]));
        return Math.abs((ys[0] ?? Number.NaN) - (ys.at(-1) ?? Number.NaN));
      });
    // of one degree of freedom; the axis grows with the band, and so less than all of it shows
    const [, wide = 0] = heights(plotRegulator(picture({ fit: { ...fit, k: 12.7 } })));
    const [, narrow = 0] = heights(plotRegulator(picture()));
    expect(wide / narrow).toBeGreaterThan(5);
  });

  it("leaves out what is no number, and draws it nowhere else", () => {
    const [first, ...others] = picture().points;
    const points = [{ ...first, inputW: Number.NaN } as (typeof others)[number], ...others];
    const svg = plotRegulator(picture({ points }));
    expect(svg).not.toMatch(/NaN|Infinity|undefined/);
    expect(count(svg, "<circle")).toBe(3 * (currents.length - 1) + 1);
  });

  it("says so when it draws only some of very many points", () => {
    const [point] = picture().points;
    const points = Array.from({ length: 5000 }, () => point as RegulatorPicture["points"][number]);
    const svg = plotRegulator(picture({ points }));
    expect(svg).toContain("Drawn: one in 3 of 5000 points");
    expect(svg.length).toBeLessThan(2e6);
  });

  it("is a page of its own that asks for nothing from elsewhere", () => {
    const page = asPage("core <rail>", plotRegulator(picture()));
    expect(page).toContain("<title>core &lt;rail&gt;</title>");
    expect(page).not.toMatch(/<script|<link|src=|url\((?!#)/);
  });
});

describe("the picture of a sensor's calibration", () => {
  it("shows the points, the fit, and a sensor that is right as it is", () => {
    const points = [1, 2, 3].map((sensor) => ({ sensor, reference: 2 * sensor, u: 0.1, fitted: 2 * sensor }));
    const fit = { sensor: [1, 3], corrected: [2, 6], u: [0.1, 0.1], k: 2 };
    const svg = plotSensor({ title: "meter", lines: [], unit: "W", points, fit });
    expect(isWellFormed(svg)).toBe(true);
    expect(count(svg, "<polyline")).toBe(2);
    expect(svg).toContain("Reference, W");
  });
});

describe("text of a picture", () => {
  it("from anywhere cannot leave its element", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.string({ unit: "binary" }), (title, line) => {
        const svg = plotRegulator(picture({ title, lines: [line] }));
        expect(isWellFormed(svg)).toBe(true);
        expect(svg).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/);
      }),
      { numRuns: 30 },
    );
    expect(escapeText(`<a b="c">&`)).toBe("&lt;a b=&quot;c&quot;&gt;&amp;");
  });
});

describe("ticks", () => {
  it("are round numbers inside the range, each with its own label", () => {
    expect(ticksOf(0, 4.7, 8).labels).toEqual(["0", "1", "2", "3", "4"]);
    expect(ticksOf(0.66, 1, 7).labels).toEqual(["0.70", "0.75", "0.80", "0.85", "0.90", "0.95", "1.00"]);
    expect(ticksOf(-12, 12, 3).labels).toEqual(["\u221210", "0", "10"]);
    expect(ticksOf(-0.0199, 0.0199, 3.5).labels).toEqual(["\u22120.01", "0", "0.01"]);
    expect(ticksOf(1e-9, 5e-9, 4).labels[0]).toBe("1.0e\u22129");
  });

  it("stay few and increasing for any range", () => {
    const finite = fc.double({ noNaN: true, min: -1e12, max: 1e12 });
    fc.assert(
      fc.property(finite, fc.double({ noNaN: true, min: 1e-6, max: 1e12 }), (low, span) => {
        fc.pre(low + span > low);
        const { values, labels } = ticksOf(low, low + span, 6);
        expect(values.length).toBeLessThanOrEqual(13);
        expect(labels).toHaveLength(values.length);
        expect(values.every((value, i) => i === 0 || value >= (values[i - 1] ?? 0))).toBe(true);
      }),
    );
  });
});
