import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Matrix, MatrixCell } from "../../../src/core/matrix.js";
import { joulemark, scratch } from "../cli.js";

const ENGINE = `schema: joulemark/engine/v1
name: mine
title: A program of a test
example: joulemark run --engine ./mine.yaml -- program
reads: stdout
unit: img
number: '^batch took (\\S+) s'
means: seconds
perBatch: true
`;
const TIMES = "{ repeat: 2, durationS: 0.1, warmupS: 0, idleS: 0.1, cooldownS: 0, timeoutS: 5 }";

/** A plan of commands: each cell's shell script by the name of its network. */
async function benched(scripts: Readonly<Record<string, string>>, more = "") {
  const cwd = scratch();
  writeFileSync(join(cwd, "mine.yaml"), ENGINE);
  for (const [name, script] of Object.entries(scripts)) writeFileSync(join(cwd, `${name}.sh`), script);
  const cells = Object.keys(scripts).map(
    (name) => `  - { network: ${name}, batch: 8, command: "sh {network}.sh {batch}", engine: ./mine.yaml }`,
  );
  writeFileSync(join(cwd, "plan.yaml"), `name: commands\ndefaults: ${TIMES}\ncells:\n${cells.join("\n")}\n${more}`);
  const args = ["bench", "plan.yaml", "-q", "--probe", "simulated:periodMs=5", "--out", scratch(), "--json", "-"];
  const ended = await joulemark(args, { cwd });
  return { ...ended, cwd, matrix: ended.stdout.startsWith("{") ? (JSON.parse(ended.stdout) as Matrix) : undefined };
}

const cell = (matrix: Matrix | undefined, network: string): MatrixCell =>
  matrix?.cells.find(({ load }) => load.network === network) ?? expect.fail(`no cell ${network}`);

describe("a cell that is a command", () => {
  test("has the rate it prints, its power and their quotient; what goes wrong elsewhere is said and the rest goes on", async () => {
    const { status, stderr, matrix } = await benched({
      good: 'sleep 0.2; echo "batch took 0.5 s"; test "$1" = 8',
      crash: "echo 'batch took 1 s'; kill -SEGV $$",
      silent: "sleep 0.1; echo nothing",
      twice: "echo 'batch took 1 s'; echo 'batch took 2 s'",
      nan: "echo 'batch took nan s'",
      hangs: "sleep 88.5",
    });
    expect(stderr).not.toContain("fault in joulemark");
    expect(status).not.toBe(124);
    const good = cell(matrix, "good");
    expect(good).toMatchObject({ state: "measured", runs: 2, asked: 2, unit: "img" });
    expect(good.rate?.value).toBeCloseTo(16, 6);
    expect(good.load).toMatchObject({ engine: "mine", batch: 8, command: ["sh", "good.sh", "8"] });
    const [power] = good.powers;
    expect(power?.efficiency?.value).toBeCloseTo(16 / (power?.meanPowerW?.value ?? 0), 1);
    const reasons = ["crash", "silent", "twice", "nan", "hangs"].map((name) => {
      const { state, rate, reason } = cell(matrix, name);
      expect([name, state, rate]).toEqual([name, "failed", null]);
      return reason?.message ?? "";
    });
    const said = [/SIGSEGV|139/, /no line with its number/, /2 times/, /"nan"/, /did not end|still running/];
    reasons.forEach((reason, k) => {
      expect(reason).toMatch(said[k] ?? /^$/);
    });
  });

  test("of which a run failed has numbers of the others, and not exit status 0; one without a number is never good", async () => {
    const { status, matrix } = await benched({
      flaky: "sleep 0.2; test -e ran && exit 1; touch ran; echo 'batch took 0.5 s'",
      silent: "sleep 0.1",
    });
    expect(status).toBe(121);
    expect(cell(matrix, "flaky")).toMatchObject({ state: "measured", runs: 1, quality: { verdict: "degraded" } });
    expect(cell(matrix, "silent")).toMatchObject({ state: "failed", quality: { verdict: "invalid" } });
  });

  test("whose runs fail beside good ones does not end with 0", async () => {
    const { status } = await benched({ flaky: "sleep 0.2; test -e ran && exit 1; touch ran; echo 'batch took 0.5 s'" });
    expect(status).toBe(121);
  });

  test("whose program is not here is unavailable, with the reason, and does not cost a run", async () => {
    const more = "  - { network: none, batch: 1, command: [no-such-program-here], engine: ./mine.yaml }\n";
    const { status, matrix } = await benched({ good: "sleep 0.1; echo 'batch took 0.5 s'" }, more);
    expect(status).toBe(0);
    expect(cell(matrix, "none")).toMatchObject({ state: "unavailable", reason: { code: "COMMAND_NOT_FOUND" } });
    expect(cell(matrix, "good").state).toBe("measured");
  });

  test.each([
    ['{ command: "sh x.sh {bach}", engine: ./mine.yaml, batch: 1 }', /did you mean "batch"/],
    ['{ command: "sh x.sh {batch}", engine: ./mine.yaml }', /has no value in this cell/],
    ['{ command: "sh x.sh", batch: 1 }', /Add engine/],
    ['{ command: "sh x.sh > y", engine: ./mine.yaml, batch: 1 }', /only a shell understands/],
    ['{ command: "sh x.sh", engine: caffe-tyme, batch: 1 }', /caffe-time/],
    ['{ command: "sh x.sh", engine: ./mine.yaml }', /Add batch: N/],
    [
      '{ command: "sh x.sh", engine: ./mine.yaml, batch: 1, threads: [1, 2] }',
      /threads=1 and .*threads=2 run the same/,
    ],
  ])("%s is refused before anything runs", async (entry, said) => {
    const { status, stderr, cwd } = await benched({ ran: "touch ran; echo 'batch took 1 s'" }, `  - ${entry}\n`);
    expect(status).toBe(120);
    expect(stderr).toMatch(said);
    expect(existsSync(join(cwd, "ran"))).toBe(false);
  });
});
