import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { hostClock } from "../../src/core/clock.js";
import { commandLoad } from "./command-load.js";
import { loadTemplate } from "./template.js";

const step = { index: 2, threads: 3, dutyPercent: 40 };
const start = (line: string) => commandLoad(loadTemplate(line), hostClock)(step);
const folder = mkdtempSync(join(tmpdir(), "load-"));

/** Processes of the test's own scripts that still run. */
const left = (mark: string) =>
  execFileSync("ps", ["-eo", "stat,args"], { encoding: "utf8" })
    .split("\n")
    .filter((line) => line.includes(mark) && !line.startsWith("Z") && !line.includes("ps -eo"));

/** A script that says when it has begun. */
function script(name: string, body: string) {
  const [file, begun] = [join(folder, name), join(folder, `${name}.begun`)];
  writeFileSync(file, `${body.replaceAll("BEGUN", begun)}\n`);
  return { file, begun };
}

async function until(seen: () => boolean) {
  for (let tries = 0; tries < 500; tries++) {
    try {
      if (seen()) return;
    } catch {
      // not there yet
    }
    await hostClock.until(hostClock.now() + 20_000_000n);
  }
  throw new Error("never");
}

describe("a command as load", () => {
  it("gets the numbers of its step, and ends with all it started, even when they do not listen", async () => {
    const { file, begun } = script(
      "deaf",
      "trap '' TERM\nsleep 1000 &\necho \"$@\" > BEGUN\nwhile :; do sleep 1; done",
    );
    const load = await start(`sh ${file} {threads} {duty} {step}`);
    await until(() => readFileSync(begun, "utf8") === "3 40 2\n");
    await Promise.all([load.stop(), load.stop()]);
    expect(await load.ended).toBeUndefined();
    expect(left(file)).toEqual([]);
  });

  it("that was stopped by somebody else ends", async () => {
    const { file, begun } = script("frozen", "echo x > BEGUN\nkill -STOP $$\nsleep 1000");
    const load = await start(`sh ${file} {step}`);
    await until(() => readFileSync(begun, "utf8") === "x\n");
    await load.stop();
    expect(left(file)).toEqual([]);
  });

  it("that ends by itself is a failure with its last words", async () => {
    const { file } = script("failing", "echo first >&2\necho no such option >&2\nexit 3");
    const load = await start(`sh ${file} {step}`);
    expect(await load.ended).toMatchObject({
      code: "CONFIG",
      message: expect.stringMatching(/^The load of step 2 \(sh\) ended by itself with status 3(: no such option)?$/),
    });
    await load.stop();
  });

  it.each([
    ["joulemark-no-such-command {step}", "COMMAND_NOT_FOUND"],
    [`${folder} {step}`, "COMMAND_NOT_EXECUTABLE"],
  ])("that cannot be started is said to be: %s", async (line, code) =>
    expect(start(line)).rejects.toMatchObject({ code }),
  );
});
