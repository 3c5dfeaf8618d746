import fc from "fast-check";
import { describe, expect, it } from "vitest";
import tegrastats from "./format.js";
import { read } from "./testing/read.js";

const line = (milliwatts: number | string, stamp?: string) =>
  `${stamp === undefined ? "" : `${stamp} `}RAM 721/31927MB (lfb 7x4MB) SWAP 0/1MB CPU@1C VDD_IN ${milliwatts}/5 VDD_CPU_GPU_CV 7/7 VDD_SOC 8/8\n`;

const start = Date.UTC(2026, 3, 21, 23, 59, 30);
/** A stamp as the tool prints it: whole seconds. */
function stampOf(ms: number): string {
  const iso = new Date(ms).toISOString();
  return `${iso.slice(5, 7)}-${iso.slice(8, 10)}-${iso.slice(0, 4)} ${iso.slice(11, 19)}`;
}
/** Lines printed at these instants, in ms after the start. */
const stamped = (instants: readonly number[]) => instants.map((ms, k) => line(k, stampOf(start + ms))).join("");
const every = (ms: number, count: number, from = 0) => Array.from({ length: count }, (_, k) => from + k * ms);

describe("a log without times", () => {
  it("is placed by the setting intervalMs, lines that were damaged taking their time too", async () => {
    const { at, findings } = await read(`${line(1)}${line(2).slice(0, 40)}\n${line(3)}`, { intervalMs: 250 });
    expect(at).toEqual([0, 500]);
    expect(findings.get("imported-times")?.severity).toBe("note");
    expect(findings.get("imported-rows")).toMatchObject({
      severity: "degraded",
      message: expect.stringMatching(/^2 of 3/),
    });
  });

  it("is taken to have a line a second, with a word of warning", async () => {
    const { at, findings } = await read(line(1) + line(2));
    expect(at).toEqual([0, 1000]);
    expect(findings.get("imported-times")).toMatchObject({ severity: "degraded", remedy: /intervalMs/ });
  });

  it("begins where `date` before it says", async () => {
    const { imported, findings } = await read(`Tue Jan 26 18:22:31 UTC 2021\n${line(1)}`);
    expect(imported.startMs).toBe(Date.UTC(2021, 0, 26, 18, 22, 31));
    expect(findings.get("imported-rows")?.severity).toBe("note");
  });
});

describe("a log with times", () => {
  it.each([
    [1000, 0],
    [1000, 900],
    [1004, 300],
    [996, 300],
    [100, 650],
    [500, 10],
    [1500, 700],
    [5000, 999],
    [30_000, 1],
  ])("every %d ms from %d ms on is placed within a second, in even steps", async (interval, from) => {
    const truth = every(interval, 600, from);
    const { at, findings, imported } = await read(stamped(truth));
    expect(at).toHaveLength(600);
    const shift = imported.startMs - start;
    expect(Math.max(...at.map((each, k) => Math.abs(each + shift - (truth[k] ?? 0))))).toBeLessThan(1000);
    const steps = at.slice(1).map((each, k) => each - (at[k] ?? 0));
    expect(Math.max(...steps.map((step) => Math.abs(step - interval)))).toBeLessThan(0.01 * interval + 10);
    expect(findings.get("imported-times")?.severity).toBe("note");
    expect(findings.has("imported-jumps")).toBe(false);
  });

  it("begins and ends within half a second, which its energy tells; not where the interval was given", async () => {
    const log = stamped(every(100, 30, 400));
    expect((await read(log)).ending.within).toBe(0.5);
    expect((await read(log, { intervalMs: 100 })).ending.within).toBeUndefined();
  });

  it("of a tool that is late now and then is within a second all the same, and has no holes", async () => {
    const tool = fc.record({
      interval: fc.integer({ min: 50, max: 5000 }),
      from: fc.nat(999),
      late: fc.array(fc.double({ min: 0, max: 0.4, noNaN: true }), { minLength: 40, maxLength: 400 }),
    });
    // whole seconds tell no interval of a log that is over in a few
    const longEnough = tool.filter(({ interval, late }) => interval * late.length >= 20_000);
    await fc.assert(
      fc.asyncProperty(longEnough, async ({ interval, from, late }) => {
        const truth = late.map((share, k) => from + (k + share) * interval);
        const { at, imported, findings } = await read(stamped(truth));
        const shift = imported.startMs - start;
        expect(at).toHaveLength(truth.length);
        expect(Math.max(...at.map((each, k) => Math.abs(each + shift - (truth[k] ?? 0))))).toBeLessThan(1000);
        expect(findings.has("imported-jumps")).toBe(false);
      }),
      { numRuns: 60 },
    );
  });

  it("has no sample where the tool was stopped, and says so", async () => {
    const { at, findings } = await read(stamped([...every(100, 50), ...every(100, 50, 65_000)]));
    const steps = at.slice(1).map((each, k) => each - (at[k] ?? 0));
    expect(Math.max(...steps)).toBeGreaterThan(59_000);
    expect(steps.filter((step) => step > 300)).toHaveLength(
      1 + steps.filter((step) => step > 300 && step < 1000).length,
    );
    expect(findings.get("imported-jumps")?.message).toContain("jump ahead 1 times");
    expect(at).toHaveLength(99);
  });

  it("goes on where it was when the clock is set back", async () => {
    const { at, findings } = await read(stamped([...every(1000, 50), ...every(1000, 50, -3_600_000)]));
    expect(at).toHaveLength(99);
    expect(at.at(-1)).toBeCloseTo(99_000, -3);
    expect(findings.get("imported-jumps")?.message).toContain("back 1 times");
  });

  it("of a few lines among others without is not told by them", async () => {
    const { at, findings } = await read(line(1) + stamped([0]) + line(2) + stamped([8_000_000_000]) + line(3));
    expect(at).toEqual([0, 1000, 2000, 3000, 4000]);
    expect(findings.get("imported-times")?.severity).toBe("degraded");
    const apart = await read(stamped([0, 8_000_000_000, 8_000_001_000]));
    expect(apart.at).toEqual([0, 7_999_999_500 + 1000]);
  });

  it("loses a line whose time was damaged, and no other", async () => {
    for (const wrong of [9_000_000_000_000, 40_000, -40_000]) {
      const truth = every(1000, 50);
      const text = stamped(truth.map((ms, k) => (k === 20 ? ms + wrong : ms)));
      const { at, rows } = await read(text);
      expect(at).toEqual(truth.filter((_, k) => k !== 20));
      expect(rows.map(({ values }) => values[0])).not.toContain(20);
    }
  });

  it("whose times tell another interval than the setting is degraded, and stays in its seconds", async () => {
    const { at, findings } = await read(stamped(every(1000, 60)), { intervalMs: 500 });
    expect(findings.get("imported-times")?.severity).toBe("degraded");
    expect(at.at(-1)).toBeGreaterThan(58_000);
  });
});

describe("rails", () => {
  it("of a board that the names do not tell are those of the setting", async () => {
    expect((await read(line(1))).imported.device).toContain("Jetson Xavier NX, Orin NX or Orin Nano");
    const { imported } = await read(line(1), { board: "Jetson Orin NX or Orin Nano" });
    expect(imported.device).toContain("Jetson Orin NX or Orin Nano");
    expect(imported.findings.map(({ code }) => code)).not.toContain("assumed-shunt");
    expect(imported.totals).toEqual([{ name: "module", parts: ["VDD_IN"], scope: "module" }]);
    expect(tegrastats.settings.safeParse({ board: "Jetson Orion" }).success).toBe(false);
  });

  it("that go missing are gaps, and those that come up are passed over", async () => {
    const text = line(1) + line(2) + line(3) + line(4).replace("VDD_SOC", "VDD_SON") + line(5);
    const { rows, gaps, findings } = await read(text);
    expect(rows.map(({ values }) => values[2])).toEqual([8, 8, 8, Number.NaN, 8]);
    expect(gaps).toMatchObject([{ columns: ["VDD_SOC.power"] }]);
    expect(findings.get("rails-passed-over")?.message).toContain("VDD_SON in 1 lines");
  });

  it("with powers that the board cannot have are gaps, with the reason", async () => {
    const { rows, findings } = await read(line(5000) + line(4_939_000) + line(5001));
    expect(rows.map(({ values }) => values[0])).toEqual([5000, Number.NaN, 5001]);
    expect(findings.get("implausible-power")).toMatchObject({ message: expect.stringContaining("up to 4939 W") });
  });
});

describe("a file", () => {
  it.each(["", "\n\n", "timestamp,gpu_power_w\n1,4939\n", "RAM 1/2MB CPU@1C\n", "\0\0\0\n"])(
    "that is no log is refused: %j",
    (text) => expect(read(text)).rejects.toMatchObject({ code: "NO_DATA", remedy: /\w/ }),
  );

  it("may have CRLF, and loses a last line that may be cut", async () => {
    const { rows } = await read((line(1) + line(2) + line(3)).trimEnd().replaceAll("\n", "\r\n"));
    expect(rows.map(({ values }) => values[0])).toEqual([1, 2]);
  });

  const piece = fc.oneof(
    fc.string({ unit: "binary", maxLength: 8 }),
    fc.constantFrom("VDD_IN 5mW/6mW", "VDD_IN 77/7", "RAM 1/2MB", "04-21-2026 15:50:52", "\0", "1e400", "-0/1", "inf"),
  );
  const anyLine = fc.oneof(
    fc.array(piece, { maxLength: 5 }).map((pieces) => pieces.join(" ")),
    fc.nat(90_000).map((ms) => line(ms, stampOf(start + ms)).trimEnd()),
  );

  it("of any bytes is samples or rejected lines, every one of them, and no number that no line shows", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyLine, { maxLength: 20 }), async (lines) => {
        const text = `${line(1)}${line(2)}${lines.join("\n")}\n`;
        const { rows, findings } = await read(text);
        const message = findings.get("imported-rows")?.message ?? "";
        const count = text.split(/[\r\n]/).filter((each) => each !== "").length;
        const rejected = message.match(/(?<=[:;] )\d+/g) ?? [];
        expect(message).toContain(`${rows.length} of ${count} lines`);
        expect(rejected.reduce((sum, each) => sum + Number(each), rows.length)).toBe(count);
        const shown = new Set(text.match(/\d+/g)?.map(Number));
        expect(
          rows.flatMap(({ values }) => values).filter((value) => !Number.isNaN(value) && !shown.has(value)),
        ).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });
});
