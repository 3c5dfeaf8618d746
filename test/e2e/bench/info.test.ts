import { describe, expect, test } from "vitest";
import { runnerEventSchema } from "../../../src/runner/protocol.js";
import { joulemark } from "../cli.js";
import { fakeRunner } from "./bench.js";

const info = (mode: string, args: readonly string[] = []) =>
  joulemark(["runner", "info", ...args], { env: { JOULEMARK_RUNNER: fakeRunner(mode) } });

describe("runner info", () => {
  test("says what works, what does not and why, what is not here and how to get it", async () => {
    const { status, stdout } = await info("ok");
    expect(status).toBe(0);
    expect(stdout).toMatch(/^gone\s+refused\s+it is not here \(gone\)\n\s+-> Get it$/m);
    expect(stdout).toMatch(/^fake\s+found\s+1\.2, none, none\n\s+works: fp32\n\s+not fp16: too wide; be narrow$/m);
    expect(stdout).toMatch(/^networks\s+net$/m);
  });

  test("as JSON is what the runner said", async () => {
    const { backends } = JSON.parse((await info("ok", ["--json"])).stdout);
    expect(backends.map(({ available }: { available: boolean }) => available)).toEqual([false, true]);
  });

  test("without a back end that works it is 121, and all the same said", async () => {
    const { status, stdout } = await info("none");
    expect([status, stdout.includes("Get it")]).toEqual([121, true]);
  });

  test.each(["garbage", "version"])(
    "a runner that cannot be understood (%s) is said, with what to do",
    async (mode) => {
      const { status, stdout, stderr } = await info(mode);
      expect([status, stdout]).toEqual([121, ""]);
      expect(stderr).toMatch(/does not say what it has.*\n {2}-> .*npm run build:runner/);
    },
  );
});

test("schema runner is of every event", async () => {
  const { stdout } = await joulemark(["schema", "runner"]);
  const schema = JSON.parse(stdout);
  expect([schema.title, schema.oneOf.length]).toEqual(["joulemark/runner/v1", runnerEventSchema.options.length]);
});
