import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { scratch } from "../cli.js";
import { compiled, environment, programs } from "./programs.js";
import { errorsOf, parseLog, runMarked, windowsIn } from "./run-marked.js";

const PROCESSES = 8;
const MARKS = 10_000;
const LOGGED = 500;

describe.each(programs.map((program) => [program.language, program] as const))(
  "the helper for %s",
  { timeout: 120_000 },
  (language, { words, missing }) => {
    const test = it.skipIf(missing !== undefined);
    const skipped = missing === undefined ? "" : ` (skipped: ${missing})`;

    test(`makes windows, nested${skipped}`, async () => {
      const { result, findings, status } = await runMarked([...words, "nest"]);
      expect(status).toBe(0);
      expect(findings).toEqual([]);
      const [command, outer, inner] = windowsIn(result);
      expect([command?.name, outer?.name, inner?.name]).toEqual(["command", "outer", "inner"]);
      if (command === undefined || outer === undefined || inner === undefined) return;
      expect(outer.from).toBeLessThanOrEqual(inner.from);
      expect(inner.to).toBeLessThanOrEqual(outer.to);
      const slept = Number(inner.to - inner.from) / 1e9;
      // a shell without a clock of its own has its marks stamped when they arrive: late by no more than they say
      const { fromWithinS = 0, toWithinS = 0 } = result.windows.find(({ name }) => name === "inner") ?? {};
      const late = words[0] === "dash" ? fromWithinS + toWithinS : 0;
      expect(slept + late).toBeGreaterThan(0.045);
      expect(outer.to).toBeLessThanOrEqual(command.to + 2_000_000n);
    });

    test(`keeps every one of ${MARKS} marks of ${PROCESSES} processes at once${skipped}`, async () => {
      const each = MARKS / PROCESSES / 2;
      const many = words.map((word) => `'${word}'`).join(" ");
      const script = `for who in 0 1 2 3 4 5 6 7; do ${many} many "$who" ${each} & done; wait`;
      const { result, marks, findings } = await runMarked(["sh", "-c", script]);
      expect(marks).toHaveLength(MARKS);
      expect(findings).toEqual([]);
      const expected = Array.from({ length: PROCESSES }, (_, who) =>
        Array.from({ length: each }, (_, k) => `${who}-${k}`),
      ).flat();
      const names = windowsIn(result).map(({ name }) => name);
      expect(names.slice(1).sort()).toEqual(expected.sort());
    });

    // these programs have no clock of their own that is fine enough
    const borrows = words[0] === "bash" || words[0] === "dash";
    const unclocked =
      compiled === undefined && borrows ? " (skipped: no gcc, whose program has the other clock)" : skipped;
    it.skipIf(unclocked !== "")(`marks when it says, by another clock of the program${unclocked}`, async () => {
      const file = join(scratch(), "log");
      const mode = words[0] === "bash" ? "walls" : "log";
      const { marks, findings } = await runMarked([...words, mode, String(LOGGED), file]);
      expect(findings).toEqual([]);
      const log = readFileSync(file, "utf8");
      const errors = errorsOf(marks, parseLog(mode === "walls" ? onMonotonic(log) : log));
      if (process.env["FIGURES"]) process.stderr.write(`${language} ${JSON.stringify(errors)}\n`);
      expect(errors.count).toBe(2 * LOGGED);
      expect(errors.outside).toBe(0);
    });

    test(`does nothing outside of a run, and to what is no FIFO${skipped}`, () => {
      const folder = scratch();
      const file = join(folder, "precious");
      writeFileSync(file, "as it was");
      mkdirSync(join(folder, "folder"));
      const paths = [undefined, "", file, join(folder, "folder"), join(folder, "absent"), "/dev/null"];
      for (const path of paths) {
        const env = { ...process.env, ...environment, JOULEMARK_MARKS: path };
        const { status, stderr } = spawnSync(words[0] ?? "", [...words.slice(1), "many", "x", "20"], { env });
        expect([path, status, String(stderr)]).toEqual([path, 0, ""]);
      }
      expect(readFileSync(file, "utf8")).toBe("as it was");
      expect(spawnSync("ls", [folder]).stdout.toString()).toBe("folder\nprecious\n");
    });

    test(`neither waits nor dies when whoever listened is gone${skipped}`, () => {
      const fifo = join(scratch(), "fifo");
      spawnSync("mkfifo", [fifo]);
      const env = { ...process.env, ...environment, JOULEMARK_MARKS: fifo };
      // more than the 64 KiB that a pipe holds
      const arguments_ = [...words.slice(1), "many", "x".repeat(40), "1000"];
      const { status, signal, stderr } = spawnSync(words[0] ?? "", arguments_, { env, timeout: 30_000 });
      expect([status, signal, String(stderr)]).toEqual([0, null, ""]);
    });

    test(`lets no name break a line, and says what it changed${skipped}`, async () => {
      const names = [
        "two\nend command",
        "\r",
        "tab\there",
        "quo\"t'es $HOME `x` \\n %s",
        "😀 推論",
        "@7",
        "x".repeat(65_536),
      ];
      const { result, findings } = await runMarked([...words, "names", ...names]);
      const seen = windowsIn(result).map(({ name }) => name);
      expect(seen.sort()).toEqual(
        [
          "command",
          "two?end command",
          "?",
          "tab?here",
          "quo\"t'es $HOME `x` \\n %s",
          "😀 推論",
          "@7",
          `${"x".repeat(199)}…`,
        ].sort(),
      );
      expect(findings.map(({ code }) => code)).toEqual(["mark-name"]);
      expect(findings[0]?.message).toMatch(/^8 marks/);
    });
  },
);

/** bash logs its wall clock; where that stands, a compiled program says. */
function onMonotonic(log: string): string {
  const [a = 0n, wall = 0n, b = 0n] = spawnSync(compiled ?? "", ["now"])
    .stdout.toString()
    .trim()
    .split(" ")
    .map(BigInt);
  const offset = (a + b) / 2n - wall;
  return log.replaceAll(/\d+[.,]\d{6}/g, (text) => String(BigInt(text.replace(/[.,]/, "")) * 1000n + offset));
}
