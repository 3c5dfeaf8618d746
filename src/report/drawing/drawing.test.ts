import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Result, WindowResult } from "../../core/result.js";
import type { Timeline, Trace } from "../html/trace.js";
import { formatDrawing } from "./drawing.js";

const points = (watts: readonly number[]) =>
  ({ kind: "points", at: Float64Array.from(watts, (_, k) => k), watts: Float32Array.from(watts) }) as const;

const trace = (rail: string, watts: readonly number[], more: Partial<Trace> = {}): Trace => ({
  probe: "meter",
  rail,
  point: "regulator-input",
  estimate: false,
  earlierS: 0,
  within: [],
  samples: watts.length,
  gaps: new Float64Array(),
  gapCount: 0,
  shape: points(watts),
  ...more,
});

const windowOf = (rails: readonly object[]) => ({ name: "command", rails }) as unknown as WindowResult;

const resultOf = (more: Partial<Result> = {}): Result => ({
  schema: "joulemark/result/v1",
  run: {
    id: "r-1",
    command: ["sleep", "9"],
    startedAt: "2026-01-01T00:00:00Z",
    durationS: 9,
    exit: { code: 0, signal: null },
    host: {},
    recording: null,
  },
  windows: [],
  probes: [],
  quality: { verdict: "good", findings: [] },
  self: null,
  ...more,
});

function drawn(traces: readonly Trace[], more: Partial<Timeline> = {}, result = resultOf()): string {
  const timeline: Timeline = { durationS: 9, traces, reasons: [], windows: [], flags: [], ...more };
  return formatDrawing({ result, timeline, widthMm: 160 });
}

const ten = [5, 5, 5, 5, 5, 9, 9, 9, 9, 9];
const words = (svg: string): string => [...svg.matchAll(/<text[^>]*>([^<]*)/g)].map(([, text]) => text).join("\n");
/** The line of a rail: a path with a stroke, no fill, and more than one place. */
const courses = (svg: string): readonly string[] =>
  [...svg.matchAll(/<path fill="none" stroke="[^"]*" stroke-width="1.3"[^>]* d="(M[^"hV]*L[^"]*)"/g)].map(
    ([, d]) => d ?? "",
  );

describe("a drawing", () => {
  it("has axes with units, its run, and a line where the samples are", () => {
    const svg = drawn([trace("cpu", ten)]);
    expect(words(svg)).toMatch(
      /sleep 9\nrun r-1, started 2026[\s\S]*regulator-input\nmeter\/cpu[\s\S]*time, s\npower, W/,
    );
    const places = [...(courses(svg)[0] ?? "").matchAll(/([\d.]+) ([\d.]+)/g)].map(([, x, y]) => [
      Number(x),
      Number(y),
    ]);
    expect(places).toHaveLength(10);
    const [[, first = 0] = [], last = []] = [places[0], places.at(-1)];
    expect(last[1]).toBeLessThan(first);
  });

  it("is as wide on paper as was asked for", () => {
    const timeline: Timeline = { durationS: 9, traces: [trace("cpu", ten)], reasons: [], windows: [], flags: [] };
    expect(formatDrawing({ result: resultOf(), timeline, widthMm: 85 })).toMatch(/^<svg [^>]*width="85mm"/);
  });

  it("breaks a line at a gap, and a sample alone is a dot", () => {
    const gap = { gaps: Float64Array.of(4, 5), gapCount: 1 };
    expect((courses(drawn([trace("cpu", ten, gap)]))[0]?.match(/M/g) ?? []).length).toBe(2);
    expect((courses(drawn([trace("cpu", ten)]))[0]?.match(/M/g) ?? []).length).toBe(1);
    expect(words(drawn([trace("cpu", ten, gap)]))).toContain("A line is broken");
    const island = { gaps: Float64Array.of(3, 4, 4, 5), gapCount: 2 };
    expect(drawn([trace("cpu", ten, island)])).toContain('stroke-linecap="round"');
  });

  it("puts rails of two points on two pairs of axes, and an estimate under that word alone", () => {
    const svg = drawn([trace("in", ten), trace("model", ten, { point: "estimate", estimate: true })]);
    expect(words(svg).match(/power, W/g)).toHaveLength(2);
    expect(words(svg)).toMatch(/meter\/model ESTIMATE/);
    expect(words(svg)).toMatch(/from a model, not from an\sinstrument/);
  });

  it("writes the mean power with its uncertainty, and a dash where there is none", () => {
    const rails = [
      { probe: "meter", rail: "cpu", meanPowerW: { value: 7, u: 0.1, U95: 0.2 } },
      { probe: "meter", rail: "gpu", meanPowerW: null },
    ];
    const svg = drawn([trace("cpu", ten), trace("gpu", ten)], {}, resultOf({ windows: [windowOf(rails)] }));
    expect(words(svg)).toContain("meter/cpu 7.00 ± 0.20 W");
    expect(words(svg)).toMatch(/meter\/gpu —$/m);
  });

  it("says so where there is not one sample, and names rails without one among others", () => {
    expect(words(drawn([trace("cpu", [])]))).toContain("There is not one sample");
    expect(words(drawn([]))).toContain("There is not one sample");
    expect(words(drawn([trace("cpu", ten), trace("dead", [])]))).toContain("Without a sample: meter/dead");
  });

  it("draws every one of 64 rails, a few on each pair of axes", () => {
    const svg = drawn(Array.from({ length: 64 }, (_, k) => trace(`rail${k}`, ten)));
    expect(courses(svg)).toHaveLength(64);
    expect(words(svg).match(/power, W/g)).toHaveLength(8);
  });

  it("stays small with ten thousand windows", () => {
    const windows = Array.from({ length: 10_000 }, (_, k) => ({ name: `w${k}`, fromS: k / 2000, toS: (k + 1) / 2000 }));
    expect(drawn([trace("cpu", ten)], { windows }).length).toBeLessThan(100_000);
  });

  it("says a verdict that is not good, with its codes", () => {
    const finding = { code: "coverage-low", severity: "degraded", message: "m", remedy: "r" } as const;
    const result = resultOf({ quality: { verdict: "degraded", findings: [finding] } });
    expect(words(drawn([trace("cpu", ten)], {}, result))).toContain("degraded (coverage-low)");
  });

  it("is well-formed whatever the names hold", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (name) => {
        const svg = drawn(
          [trace(name, ten)],
          { windows: [{ name, fromS: 0, toS: 5 }] },
          resultOf({ run: { ...resultOf().run, name } }),
        );
        // every < begins one of our own elements; nothing of what XML forbids is left
        expect(svg.replace(/<\/?(svg|title|rect|text|path)\b[^<>]*>/g, "")).not.toMatch(/[<>]/);
        expect(svg).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|&(?!(amp|lt|gt|quot|#39);)/);
        expect(Buffer.from(svg, "utf8").toString("utf8")).toBe(svg);
      }),
      { numRuns: 200 },
    );
  });
});
