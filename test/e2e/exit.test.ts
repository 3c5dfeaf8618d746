import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import type { Result } from "../../src/core/result.js";
import { joulemark, measured, scratch, start } from "./cli.js";

const SIMULATED = ["--probe", "simulated", "-q"];
const run = (...command: readonly string[]) => joulemark(["run", ...SIMULATED, "--", ...command]);

describe("the command's own ending is ours", () => {
  test.each([
    [["sh", "-c", "exit 7"], 7],
    [["true"], 0],
    [["sh", "-c", "kill -TERM $$"], 143],
    [["sh", "-c", "kill -KILL $$"], 137],
    [["sh", "-c", "exit 255"], 255],
  ])("%j ends with %i", async (command, status) => {
    expect((await run(...command)).status).toBe(status);
  });

  test("a command that does not exist is 127 and said, and leaves no recording", async () => {
    const out = scratch();
    const { status, stderr } = await joulemark([
      "run",
      ...SIMULATED,
      "--out",
      join(out, "r"),
      "--",
      "no-such-command-here",
    ]);
    expect(status).toBe(127);
    expect(stderr).toContain('"no-such-command-here"');
    expect(() => mkdirSync(join(out, "r"))).not.toThrow();
  });

  test("a folder that was removed under our feet is said", async () => {
    const through = ["sh", "-c", 'mkdir gone && cd gone && rmdir ../gone && exec "$@"', "sh"];
    const { ended } = start(["run", ...SIMULATED, "--", "true"], { cwd: scratch(), through });
    expect(await ended).toMatchObject({
      status: 120,
      stderr: expect.stringMatching(/^joulemark: The folder .*\n {2}-> Go/),
    });
  });

  test("a file that may not be executed is 126", async () => {
    const file = join(scratch(), "script");
    writeFileSync(file, "echo hello\n", { mode: 0o644 });
    expect((await run(file)).status).toBe(126);
  });
});

describe("the command's streams are its own", () => {
  test("stdout holds what the command wrote, to the byte, and nothing of ours", async () => {
    const { stdout, status } = await joulemark([
      "run",
      "--probe",
      "simulated",
      "--",
      "printf",
      "a\\000b\\r\\n\\033[31m",
    ]);
    expect(status).toBe(0);
    expect(stdout).toBe("a\0b\r\n\x1b[31m");
  });

  test("stdin reaches it whole", async () => {
    const input = Buffer.alloc(300_000, "0123456789\n");
    const ended = await joulemark(["run", ...SIMULATED, "--", "sha256sum"], { input });
    const direct = await import("node:crypto").then(({ createHash }) =>
      createHash("sha256").update(input).digest("hex"),
    );
    expect(ended.stdout).toBe(`${direct}  -\n`);
  });

  test("its arguments are untouched, a second -- and our own options among them", async () => {
    const args = ["--json", "-", "--", "--repeat", "0", "", "a b", "-h"];
    const { stdout } = await joulemark([
      "run",
      ...SIMULATED,
      "--",
      "node",
      "-e",
      "console.log(JSON.stringify(process.argv.slice(1)))",
      "--",
      ...args,
    ]);
    expect(JSON.parse(stdout)).toEqual(args);
  });

  test("--json - puts the result alone on stdout after the command's own words", async () => {
    const { stdout } = await joulemark(["run", ...SIMULATED, "--json", "-", "--", "true"]);
    expect(JSON.parse(stdout).schema).toBe("joulemark/result/v1");
  });
});

test("a failing command is still measured", async () => {
  const { result, status } = await measured(["--probe", "simulated"], ["sh", "-c", "sleep 0.3; exit 3"]);
  expect(status).toBe(3);
  expect(result.run.exit).toEqual({ code: 3, signal: null });
  expect(result.windows[0]?.rails[0]?.energyJ?.value).toBeGreaterThan(0);
});

/** Sends a signal once the command has said that it runs. */
async function interruptedRun(options: readonly string[], command: readonly string[], signal: NodeJS.Signals) {
  const { child, ended } = start(["run", ...SIMULATED, "--json", "-", ...options, "--", ...command]);
  await new Promise<void>((resolve) => child.stdout?.once("data", () => resolve()));
  await sleep(200);
  child.kill(signal);
  const { status, stdout } = await ended;
  return { status, result: JSON.parse(stdout.slice(stdout.indexOf("{"))) as Result };
}
const codesOf = ({ quality }: Result) => quality.findings.map(({ code }) => code);

describe("interruptions", () => {
  test.each(["SIGINT", "SIGTERM"] as const)("a command that ends well on %s has its own status", async (signal) => {
    const graceful = ["sh", "-c", "trap 'exit 0' INT TERM; echo up; sleep 5 & wait"];
    const { status, result } = await interruptedRun([], graceful, signal);
    expect(status).toBe(0);
    expect(codesOf(result)).toContain("interrupted");
    expect(result.quality.verdict).not.toBe("good");
  });

  test("repeats that were cut short are told, and the cut run is in no statistic", async () => {
    const out = join(scratch(), "count");
    const third = `echo run; echo x >> ${out}; if [ $(wc -l < ${out}) -ge 3 ]; then sleep 9; else sleep 0.2; fi`;
    const { child, ended } = start(["run", ...SIMULATED, "--json", "-", "--repeat", "5", "--", "sh", "-c", third]);
    let lines = 0;
    await new Promise<void>((resolve) =>
      child.stdout?.on("data", (text: string) => {
        lines += text.split("run").length - 1;
        if (lines >= 3) resolve();
      }),
    );
    await sleep(300);
    child.kill("SIGINT");
    const { status, stdout } = await ended;
    const result = JSON.parse(stdout.slice(stdout.indexOf("{"))) as Result;
    expect(status).toBe(130);
    expect(codesOf(result)).toEqual(expect.arrayContaining(["repeats-incomplete", "interrupted"]));
    expect(result.statistics?.find(({ what }) => what === "durationS")?.runs).toBe(2);
  });

  test("before the command was started there is no number for it", async () => {
    const out = join(scratch(), "out");
    const { child, ended } = start([
      "run",
      "-q",
      "--probe",
      "simulated",
      "--idle",
      "9",
      "--out",
      out,
      "--json",
      "-",
      "--",
      "true",
    ]);
    await sleep(1500);
    child.kill("SIGINT");
    const { status, stdout } = await ended;
    const result = JSON.parse(stdout) as Result;
    expect(status).toBe(130);
    expect(result.windows.some(({ source }) => source === "command")).toBe(false);
    expect(result.quality.verdict).toBe("invalid");
  });
});

test("a run that fails ends the repeats, keeps its status, and is in no statistic", async () => {
  const count = join(scratch(), "count");
  const second = `echo x >> ${count}; sleep 0.2; [ $(wc -l < ${count}) -lt 2 ] || exit 5`;
  const { status, result } = await measured(["--probe", "simulated", "-q", "--repeat", "3"], ["sh", "-c", second]);
  expect(status).toBe(5);
  expect(result.runs?.length).toBe(2);
  expect(result.statistics ?? []).toEqual([]);
  expect(result.quality.findings.map(({ code }) => code)).toContain("repeats-incomplete");
});
