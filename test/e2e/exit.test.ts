import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { joulemark, measured, scratch } from "./cli.js";

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
