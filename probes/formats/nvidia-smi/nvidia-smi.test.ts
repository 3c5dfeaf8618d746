import { existsSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { columnNamesOf } from "../../../src/core/condition.js";
import { numberIn } from "../../shared/nvidia/table.js";
import format from "./format.js";

const folder = mkdtempSync(join(tmpdir(), "joulemark-smi-"));
const head = "timestamp, uuid, index, power.draw [W], clocks.current.sm [MHz], pstate";
const stamp = (s: number) =>
  new Date(Date.UTC(2026, 5, 24, 10, 26) + s * 1000).toISOString().replaceAll("-", "/").replace("T", " ").slice(0, 23);
const row = (s: number, gpu: number, watts: string, more = "765 MHz, P8") =>
  `${stamp(s)}, GPU-${gpu}, ${gpu}, ${watts}, ${more}`;

/** Everything a log gives: rows by instant in seconds, gaps, and what was said of its lines. */
async function read(log: string | Buffer, wanted: unknown = {}) {
  const path = join(folder, "log.csv");
  writeFileSync(path, log);
  const imported = await format.read([path], format.settings.parse(wanted));
  const names = columnNamesOf(imported);
  const rows: { at: number; values: Record<string, number> }[] = [];
  const gaps = [];
  for await (const { at, columns, gaps: some } of imported.batches()) {
    for (const [i, instant] of at.entries())
      rows.push({
        at: Number(instant) / 1e9,
        values: Object.fromEntries(names.map((name, c) => [name, columns[c]?.[i] ?? Number.NaN])),
      });
    gaps.push(...some);
  }
  return { rows, gaps, imported, ...imported.ending() };
}

const said = ({ findings }: { findings: readonly { code: string; message: string }[] }) =>
  findings.find(({ code }) => code === "imported-rows")?.message ?? "";

describe("a log", () => {
  it("gives one tick for the rows of one time, by UUID, with conditions after the rails", async () => {
    const log = await read(
      `${head}\n${row(0, 0, "39.32 W")}\n${row(0.004, 1, "50 W")}\n${row(1, 0, "40.32 W", "2055 MHz, P2")}\n${row(1.004, 1, "[N/A]")}\n`,
    );
    expect(log.imported.rails.map(({ id, point }) => `${id} ${point}`)).toEqual([
      "gpu0 supply-output",
      "gpu1 supply-output",
    ]);
    expect(log.rows).toEqual([
      {
        at: 0,
        values: {
          gpu0: 39.32,
          gpu1: 50,
          "gpu0.clock.sm": 765,
          "gpu0.pstate": 8,
          "gpu1.clock.sm": 765,
          "gpu1.pstate": 8,
        },
      },
      {
        at: 1,
        values: {
          gpu0: 40.32,
          gpu1: Number.NaN,
          "gpu0.clock.sm": 2055,
          "gpu0.pstate": 2,
          "gpu1.clock.sm": 765,
          "gpu1.pstate": 8,
        },
      },
    ]);
    expect(log.gaps).toEqual([
      { probe: "nvidia-smi", columns: ["gpu1"], from: 1_000_000_000n, to: 1_000_000_000n, reason: "n/a" },
    ]);
    expect(log.imported.startMs).toBe(Date.UTC(2026, 5, 24, 10, 26));
  });

  it("may end its lines in CRLF, begin with a mark, have its header again in another order, and lines before it", async () => {
    const again = "power.draw [W], timestamp, pstate, uuid, index, clocks.current.sm [MHz]";
    const text = `# title\r\n\uFEFF${head}\r\n${row(0, 0, "1 W")}\r\n${again}\r\n2 W, ${stamp(1)}, P0, GPU-0, 0, 1 MHz\r\n`;
    const log = await read(text);
    expect(log.rows.map(({ values }) => values["gpu0"])).toEqual([1, 2]);
    expect(said(log)).toBe("2 of 5 lines are samples; the others: 1 before the header; 2 headers");
  });

  it("rejects rows that are cut, longer, without a time, of another GPU, or back in time, and a last line without an end", async () => {
    const bad = [
      `${stamp(2)}, GPU-0, 0, 7`,
      `${row(3, 0, "7 W")}, 1`,
      "N/A, GPU-0, 0, 7 W, 765 MHz, P8",
      row(5, 9, "[N/A]"),
      row(0.5, 0, "7 W"),
      "[2026/06/24] Xid 79: GPU has fallen off the bus",
      "\0\0\0\0",
      "x".repeat(100_000),
    ];
    const log = await read(
      `${head}\n${row(0, 0, "1 W")}\n${row(1, 0, "2 W")}\n${bad.join("\n")}\n${row(9, 0, "3 W")}\n${row(10, 0, "7 W")}`,
    );
    expect(log.rows.map(({ values }) => values["gpu0"])).toEqual([1, 2, 3]);
    expect(said(log)).toMatch(/^3 of 13 lines are samples/);
    expect(log.findings[0]?.severity).toBe("degraded");
  });

  it.each([
    "[N/A]",
    "[Unknown Error]",
    "[GPU requires reset]",
    "",
    "inf",
    "nan",
    "1e400",
    "-0",
    "0x10",
    "5 W W",
    "1980 MHz",
    "7 %",
    "1.2.3",
    "7.",
    ".5",
  ])("has a gap, never a number, for %j", async (cell) => {
    const log = await read(`${head}\n${row(0, 0, "1 W")}\n${row(1, 0, cell)}\n${row(2, 0, "3 W")}\n`);
    expect(log.rows.map(({ values }) => values["gpu0"])).toEqual([1, Number.NaN, 3]);
    expect(log.gaps).toMatchObject([{ columns: ["gpu0"], from: 1_000_000_000n, to: 2_000_000_000n }]);
  });

  it("whose clock is set back by an hour goes on, and says so; one that is set back by less loses rows", async () => {
    const back = await read(
      `${head}\n${row(3598, 0, "1 W")}\n${row(3599, 0, "2 W")}\n${row(0, 0, "3 W")}\n${row(1, 0, "4 W")}\n`,
    );
    expect(back.rows.map(({ at }) => at)).toEqual([0, 1, 2, 3]);
    expect(back.findings.map(({ code }) => code)).toContain("clock-set-back");
    const little = await read(`${head}\n${row(100, 0, "1 W")}\n${row(101, 0, "2 W")}\n${row(95, 0, "3 W")}\n`);
    expect(little.rows.length).toBe(2);
  });

  it("refuses a column that is the same for several GPUs, and takes the one that tells them apart", async () => {
    const same = [0, 1].flatMap((s) => [0, 1].map((gpu) => `${stamp(s)}, ${gpu}, 0, 7${gpu} W`)).join("\n");
    const text = `timestamp, gpu, index, power.draw\n${same}\n`;
    await expect(read(text)).rejects.toMatchObject({ code: "CONFIG", remedy: expect.stringContaining("gpu, index") });
    const { rows } = await read(text, { gpu: "gpu" });
    expect(rows.map(({ values }) => [values["gpu0"], values["gpu1"]])).toEqual([
      [70, 71],
      [70, 71],
    ]);
  });

  it.each([
    ["a,b\n1,2\n", "CONFIG"],
    ["", "CONFIG"],
    ["uuid, power.draw [W]\nGPU-0, 1 W\n", "CONFIG"],
    [`${head}\n`, "NO_DATA"],
    [`${head}\n${row(0, 0, "[N/A]")}\n`, "NO_DATA"],
  ])("that is none is refused: %j", async (text, code) => {
    await expect(read(text)).rejects.toMatchObject({ code });
  });
});

describe("any bytes", () => {
  const cell = fc.oneof(
    fc.string({ unit: "binary", maxLength: 6 }),
    fc.double().map(String),
    fc.constantFrom("39.32 W", "[N/A]", "P8", "1e400", "-0", "\0"),
  );
  const line = fc.oneof(
    fc.array(cell, { maxLength: 8 }).map((cells) => cells.join(", ")),
    fc.tuple(fc.integer({ min: 0, max: 3599 }), fc.nat(2), cell).map(([s, gpu, watts]) => row(s, gpu, watts)),
    fc.constant(head),
  );

  it("are rows or rejected, every line of them, and every power taken stands in the file", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(line, { maxLength: 20 }), async (lines) => {
        const text = `${head}\n${row(0, 0, "1 W")}\n${row(0, 1, "2 W")}\n${lines.join("\n")}\n`;
        // many rows of one time look like several GPUs that no column tells apart
        const log = await read(text).catch(({ code }) => code);
        if (log === "CONFIG") return;
        const count = text.split(/\r?\n/).filter((each) => each !== "").length;
        const [, used = "", total = "", others = ""] = /^(\d+) of (\d+) lines are samples(.*)$/s.exec(said(log)) ?? [];
        const rejected = [...others.matchAll(/[:;] (\d+) /g)].reduce((sum, [, each]) => sum + Number(each), 0);
        expect(Number(total)).toBe(count);
        expect(Number(used) + rejected).toBe(count);
        const shown = new Set(text.split(/[\n,]/).map((each) => numberIn(each.trim())));
        for (const { values } of log.rows)
          for (const rail of ["gpu0", "gpu1"]) expect(Number.isNaN(values[rail]) || shown.has(values[rail])).toBe(true);
      }),
      { numRuns: 200 },
    );
  });
});

describe("local time", () => {
  it("of a zone goes on over the end of summer time", async () => {
    const at = (time: string) => `2026/10/25 ${time}.000, GPU-0, 0, 1 W, 765 MHz, P8`;
    const times = ["01:59:59", "02:59:59", "02:00:00", "02:59:59", "03:00:00"];
    const { rows } = await read(`${head}\n${times.map(at).join("\n")}\n`, { zone: "Europe/Berlin" });
    expect(rows.map(({ at }) => at)).toEqual([0, 3600, 3601, 7200, 7201]);
  });

  it("of a zone that does not exist is refused", () =>
    expect(format.settings.safeParse({ zone: "Mars/Phobos" }).success).toBe(false));
});

const recorded = join(import.meta.dirname, "../../../../shared/data/nvidia-smi-logs");
const there = existsSync(recorded);
if (!there) console.warn("nvidia-smi logs: skipped: no recorded data");

/** Trapezoids over a rail's rows, as the logs' README computed its answers. */
const trapezoid = (rows: Awaited<ReturnType<typeof read>>["rows"], rail: string) =>
  rows.reduce((sum, { at, values }, i) => {
    const before = rows[i - 1];
    return before === undefined ? 0 : sum + ((at - before.at) * ((values[rail] ?? 0) + (before.values[rail] ?? 0))) / 2;
  }, 0);

describe.skipIf(!there)("recorded logs (skipped: no recorded data, where they are not there)", () => {
  const log = (name: string) => readFileSync(join(recorded, name));

  it("of an A100 give the published rows and energies", async () => {
    const text = log("a100_update_period_gpudata.csv");
    const draw = await read(text, { field: "power.draw" });
    expect(draw.rows.length).toBe(16_002);
    expect(draw.rows.reduce((sum, { values }) => sum + (values["gpu0"] ?? 0), 0) / 16_002).toBeCloseTo(
      143.3303124609,
      9,
    );
    expect(trapezoid(draw.rows, "gpu0")).toBeCloseTo(29065.67294, 4);
    expect(trapezoid((await read(text)).rows, "gpu0")).toBeCloseTo(29066.007775, 4);
  });

  it("with an unknown clock have no clock, and their power", async () => {
    const { rows, imported } = await read(log("unknown_error_column.csv"));
    expect(rows.length).toBe(12_792);
    expect(imported.conditions?.map(({ name }) => name)).toEqual(["gpu0.temperature"]);
    expect(trapezoid(rows, "gpu0")).toBeCloseTo(32315.91, 2);
  });

  it("of 8 GPUs with a misleading index are told apart by the column that the user names", async () => {
    const { rows } = await read(log("multi_gpu_misaligned_header.csv"), { gpu: "gpu" });
    const last = rows.filter(({ values }) => !Number.isNaN(values["gpu7"] ?? Number.NaN));
    expect(trapezoid(rows, "gpu0")).toBeCloseTo(592.265, 3);
    expect(trapezoid(last, "gpu7")).toBeCloseTo(440.595, 3);
  });
});
