import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LiveLine } from "./live.js";
import { clockText, type LiveState, liveText, noHistory, remember, sparkline } from "./live-text.js";
import { displayWidth } from "./text.js";

const at = (elapsedS: number, watts: number | undefined, more: Partial<LiveState> = {}): LiveState => ({
  watts,
  joules: 61.24,
  elapsedS,
  phase: "run 1 of 2",
  ...more,
});
const historyOf = (...states: LiveState[]) => states.reduce(remember, noHistory);

describe("the power history", () => {
  it("averages within a second and leaves seconds without a value empty", () => {
    const { means } = historyOf(at(0.1, 2), at(0.5, 4), at(0.9, undefined), at(3.2, 6), at(4, undefined));
    expect(means).toEqual([3, Number.NaN, Number.NaN, 6, Number.NaN]);
  });

  it("keeps the last 20 seconds", () => {
    const states = Array.from({ length: 50 }, (_, second) => at(second, second));
    expect(historyOf(...states).means).toEqual(Array.from({ length: 20 }, (_, index) => 30 + index));
    expect(historyOf(at(0, 1), at(1e9, 2)).means).toHaveLength(20);
  });
});

describe("the sparkline", () => {
  it("starts at zero and shows a gap as a gap", () => {
    expect(sparkline([0, 1, 4, Number.NaN, 8])).toBe("▁▁▄ █");
    expect(sparkline([5, 5])).toBe("██");
    expect(sparkline([0, 0])).toBe("▁▁");
  });
});

describe("the live text", () => {
  const history = historyOf(at(0, 2), at(1, 4), at(2, 8));

  it("says watts, joules, elapsed, the last seconds and the phase", () => {
    expect(liveText(at(7, 4.972), history, 80)).toBe("   4.97 W     61.2 J   0:07  ▂▄█  run 1 of 2");
  });

  it("says that a number is missing, never 0", () => {
    const text = liveText(at(7, undefined, { joules: undefined }), history, 80);
    expect(text).toContain("— W");
    expect(text).toContain("— J");
    expect(text).not.toMatch(/\b0 [WJ]/);
  });

  it("leaves parts out whole when it is narrow, and never the word ESTIMATE", () => {
    const estimate = at(7, 4.972, { estimate: true });
    expect([80, 50, 40, 30, 20, 5].map((width) => liveText(estimate, history, width).trim())).toEqual([
      "4.97 W  ESTIMATE     61.2 J   0:07  ▂▄█  run 1 of 2",
      "4.97 W  ESTIMATE     61.2 J   0:07  run 1 of 2",
      "4.97 W  ESTIMATE     61.2 J   0:07",
      "4.97 W  ESTIMATE     61.2 J",
      "4.97 W  ESTIMATE",
      "",
    ]);
  });

  it("is never wider than the terminal", () => {
    const number = fc.option(fc.double(), { nil: undefined });
    fc.assert(
      fc.property(number, number, fc.double(), fc.string(), fc.nat(120), (watts, joules, elapsedS, phase, width) => {
        const state = { watts, joules, elapsedS, phase };
        expect(displayWidth(liveText(state, historyOf(state), width))).toBeLessThanOrEqual(width);
      }),
    );
  });

  it("shows hours when there are any", () => {
    expect([7, 760.9, 3723, -1].map(clockText)).toEqual(["0:07", "12:40", "1:02:03", "—"]);
  });
});

describe("the live line", () => {
  const terminal = (isTTY: boolean, columns = 80) => {
    const written: string[] = [];
    return { written, stream: { isTTY, columns, write: (text: string) => written.push(text) } };
  };

  it("writes nothing at all when there is no terminal or a dumb one", () => {
    for (const [isTTY, env] of [
      [false, {}],
      [true, { TERM: "dumb" }],
    ] as const) {
      const { written, stream } = terminal(isTTY);
      const line = new LiveLine(stream, env);
      line.update(at(0, 1));
      line.update(at(1, 1));
      line.clear();
      line[Symbol.dispose]();
      expect(written).toEqual([]);
    }
  });

  it("redraws about five times a second, and at once when the phase changes", () => {
    const { written, stream } = terminal(true);
    const line = new LiveLine(stream);
    for (let millis = 0; millis < 1000; millis += 10) line.update(at(millis / 1000, 1));
    expect(written.length).toBeGreaterThanOrEqual(4);
    expect(written.length).toBeLessThanOrEqual(7);
    const before = written.length;
    line.update(at(0.991, 1, { phase: "cooldown" }));
    expect(written).toHaveLength(before + 1);
  });

  it("takes itself away before other output and at the end, once", () => {
    const { written, stream } = terminal(true);
    const line = new LiveLine(stream, { NO_COLOR: "1" });
    line.update(at(0, 1));
    line.clear();
    line.clear();
    line.update(at(0.01, 1));
    line[Symbol.dispose]();
    line[Symbol.dispose]();
    line.update(at(9, 1));
    const erase = "\r\u001b[K";
    expect(written.map((text) => (text === erase ? "erase" : "draw"))).toEqual(["draw", "erase", "draw", "erase"]);
  });

  it("has colours, which NO_COLOR takes away", () => {
    const draw = (env: Record<string, string>) => {
      const { written, stream } = terminal(true);
      new LiveLine(stream, env).update(at(0, 1));
      return written.join("").replaceAll("\r\u001b[K", "");
    };
    expect(draw({})).toContain("\u001b[");
    expect(draw({ NO_COLOR: "1" })).not.toContain("\u001b");
  });

  it("outlives a terminal that went away", () => {
    const gone = () => {
      throw new Error("EIO");
    };
    const line = new LiveLine({ isTTY: true, write: gone });
    expect(() => line.update(at(0, 1))).not.toThrow();
    expect(() => line[Symbol.dispose]()).not.toThrow();
  });
});

describe("the live line of a shared terminal", () => {
  /** A terminal of 6 rows that knows what the sequences used here do. */
  function terminal() {
    const rows: string[] = Array.from({ length: 6 }, () => "");
    let [row, column, bottom] = [0, 0, 6];
    let saved = [0, 0];
    const put = (text: string) => {
      rows[row] =
        (rows[row] ?? "").padEnd(column).slice(0, column) + text + (rows[row] ?? "").slice(column + text.length);
      column += text.length;
    };
    const newline = () => {
      column = 0;
      if (row + 1 < bottom) row++;
      else rows.splice(0, bottom, ...rows.slice(1, bottom), "");
    };
    const move = (text: string) => {
      const [down = 1, right = 1] = text.split(";").map(Number);
      [row, column] = [down - 1, right - 1];
    };
    const obey: readonly (readonly [RegExp, (argument: string) => void])[] = [
      [/^\n/, newline],
      [/^\u001b7/, () => (saved = [row, column])],
      [/^\u001b8/, () => ([row = 0, column = 0] = saved)],
      // Setting a region sends the cursor home, as terminals do.
      [/^\u001b\[1;(\d+)r/, (last) => ([bottom, row, column] = [Number(last), 0, 0])],
      [/^\u001b\[(\d+;\d+)H/, move],
      [/^\u001b\[2K/, () => (rows[row] = "")],
      [/^\u001b\[1A/, () => (row = Math.max(0, row - 1))],
      [/^\u001b\[\d*m/, () => undefined],
      [/^[^\u001b\n]+/, put],
    ];
    const write = (text: string) => {
      for (let rest = text; rest !== ""; ) {
        const found = obey.find(([pattern]) => pattern.test(rest));
        const match = found?.[0].exec(rest);
        if (found === undefined || !match) throw new Error(`unknown sequence ${JSON.stringify(rest.slice(0, 9))}`);
        found[1](match[1] ?? match[0]);
        rest = rest.slice(match[0].length);
      }
    };
    return { stream: { isTTY: true, columns: 60, rows: 6, write }, rows, write };
  }

  it("keeps to the last row, and leaves every line of the command whole, half-written ones too", () => {
    const { stream, rows, write } = terminal();
    const line = new LiveLine(stream, { NO_COLOR: "1" });
    write("one\ntwo\n");
    line.update(at(0, 5));
    write("half");
    line.update(at(1, 5));
    write(" whole\nthree\nfour\nfive\nsix");
    line.update(at(2, 5));
    expect(rows.slice(0, 5)).toEqual(["half whole", "three", "four", "five", "six"]);
    expect(rows[5]).toContain("5.00 W");
    line[Symbol.dispose]();
    expect(rows[5]).toBe("");
    write("\nseven");
    expect(rows.slice(0, 6)).toEqual(["half whole", "three", "four", "five", "six", "seven"]);
  });
});
