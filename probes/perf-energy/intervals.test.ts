import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Intervals } from "./intervals.js";
import { parseLine } from "./line.js";
import { idOf, railsOf, sourcesOf, totalsOf } from "./rails.js";
import { powersOf } from "./reader.js";

const row = (stamp: string, socket: number, domain: string, count: string, rest = ",100.00,,") =>
  `     ${stamp},S${socket},1,${count},Joules,power/energy-${domain}/,100150528${rest}`;
const P0 = (stamp: string, count = "6.71") => row(stamp, 0, "pkg", count);
const P1 = (stamp: string, count = "6.75") => row(stamp, 1, "pkg", count);

function read(lines: readonly string[], expected?: number) {
  const intervals = new Intervals(expected);
  const taken = lines.map((line) => intervals.take(line));
  const ended = taken.flatMap(({ ended }) => ended);
  return { whole: [...ended, ...intervals.end()], ended, rejected: taken.filter(({ rejected }) => rejected).length };
}
const socket0 = [{ socket: 0, domain: "pkg" }] as const;
const powers = (lines: readonly string[], expected?: number) =>
  read(lines, expected).whole.map((interval) => powersOf(interval, socket0).values[0]);

describe("an interval", () => {
  it("is the time between two stamps, and power the joules over it", () =>
    expect(powers([P0("0.100000000"), P0("0.300000000", "20.00")])).toEqual([67.1, expect.closeTo(100, 9)]));

  it("is over when all its counts have come, without waiting for the next", () =>
    expect(read([P0("0.100000000"), P1("0.100000000")], 2).ended).toHaveLength(1));

  it("that lost a count is over when the next begins, and has a word for it", () => {
    const { whole } = read([P0("0.100000000"), P0("0.200000000"), P1("0.200000000")], 2);
    expect(whole.map((interval) => powersOf(interval, [{ socket: 1, domain: "pkg" }]).reasons[0])).toEqual([
      "no-line",
      undefined,
    ]);
  });

  it("before which a line was lost has no known beginning, and no power", () =>
    expect(powers([P0("0.100000000"), "0.2000", P0("0.300000000"), P0("0.400000000")])).toEqual([
      67.1,
      Number.NaN,
      expect.closeTo(67.1, 6),
    ]));

  it("that ends before the last one, or has a count twice, is rejected", () => {
    expect(read([P0("0.200000000"), P1("0.100000000"), P0("0.200000000")]).rejected).toBe(2);
    expect(read([P0("0.200000000"), P0("0.200000000")], 1).rejected).toBe(1);
  });
});

describe("a count", () => {
  it.each([
    ["<not counted>", "not-counted"],
    ["<not supported>", "not-supported"],
    ["0.00", "below-resolution"],
    ["-0.00", "0-00"],
    ["-1.00", "1-00"],
    ["1e400", "1e400"],
    ["inf", "inf"],
    ["nan", "nan"],
    ["6,71", undefined],
    ["", "empty"],
  ])("%j is no number", (count, reason) => {
    expect(parseLine(P0("0.100000000", count))?.joules).toBe(reason);
  });

  it("of a graphics unit that is off may be zero", () =>
    expect(parseLine(row("0.100000000", 0, "gpu", "0.00"))?.joules).toBe(0));

  it("that perf made up from a part of the interval is none", () =>
    expect(parseLine(row("0.100000000", 0, "pkg", "6.71", ",50.00,,"))?.joules).toBe("extrapolated"));

  it.each(["", "\0", P0("0.1"), P0("x"), P0("0.100000000").slice(0, -9), row("0.100000000", 0, "mem", "6.71")])(
    "%j is none at all",
    (line) => expect(parseLine(line)).toBeUndefined(),
  );

  it("in another unit is none", () =>
    expect(parseLine(P0("0.100000000").replace("Joules", "mJ"))?.joules).toBe("not-in-joules"));
});

it("lines of any bytes never throw, all are taken or rejected, and no power comes from nowhere", () => {
  const good = [P0("0.100000000"), P1("0.100000000"), P0("0.200000000"), P1("0.200000000"), P0("0.300000000", "0.00")];
  const line = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.constantFrom(...good),
    fc.constantFrom(...good).chain((text) => fc.nat(text.length).map((end) => text.slice(0, end))),
    fc.constant(",".repeat(70_000)),
  );
  fc.assert(
    fc.property(fc.array(line), (lines) => {
      const { whole, rejected } = read(lines);
      expect(whole.reduce((sum, { counts }) => sum + counts.length, rejected)).toBe(lines.length);
      for (const interval of whole) {
        const [power = Number.NaN] = powersOf(interval, socket0).values;
        const possible = [0.1, 0.2, 0.3].some((length) => Math.abs(power - 6.71 / length) < 1e-6);
        if (!Number.isNaN(power)) expect(possible).toBe(true);
      }
    }),
  );
});

describe("rails", () => {
  const all = sourcesOf({
    length: 1,
    counts: (["cores", "psys", "gpu", "ram", "pkg"] as const).map((domain) => ({
      ...{ stamp: "1", seconds: 1, socket: 0, domain, joules: 1 },
    })),
  });

  it("of cores and graphics are inside the package; memory and the platform are beside it, the platform in no total", () => {
    const rails = railsOf(all, { period: 0.1, processor: "client" });
    expect(rails.map(({ id, partOf }) => [id, partOf])).toEqual([
      ["socket-0", undefined],
      ["socket-0/ram", undefined],
      ["socket-0/cores", "socket-0"],
      ["socket-0/gpu", "socket-0"],
      ["psys", undefined],
    ]);
    expect(totalsOf(all, all)).toMatchObject([{ parts: ["socket-0", "socket-0/ram"] }]);
  });

  it("have no total where a package cannot be read", () =>
    expect(
      totalsOf(
        all,
        all.filter((source) => idOf(source) !== "socket-0"),
      ),
    ).toEqual([]));
});
