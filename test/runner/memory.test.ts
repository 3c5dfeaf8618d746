import { expect, it } from "vitest";
import { backends, RUNNER, run, runnerSuite, scratchFolder } from "./runner.js";

const folder = scratchFolder();

/** Far less than is asked for, and enough to start: what is allocated before the question fails with other words. */
const LIMIT_KIB = 1_500_000;

runnerSuite("a batch that does not fit", () => {
  it.each(backends)("is refused with the numbers before anything is allocated: %s", async (backend) => {
    const args = [
      "run",
      "--backend",
      backend,
      "--network",
      "googlenet",
      "--batch",
      "65536",
      "--threads",
      "1",
      "--no-wait",
    ];
    const limited = `ulimit -v ${LIMIT_KIB} && exec "$0" "$@"`;
    const { status, last } = await run(["-c", limited, RUNNER, ...args], { program: "/bin/sh" });
    expect({ status, last }).toMatchObject({ status: 71, last: { ev: "error", code: "out-of-memory", exit: 71 } });
    expect(last["detail"]).toMatch(/googlenet at batch 65536 take \d+ MiB of memory, and \d+ MiB are free/);
    expect(last["remedy"]).toMatch(/smaller batch/);
  });

  it("is not what is said of a back end that is not here at all", async () => {
    const args = ["run", "--backend", "cudnn", "--cuda-lib-dir", folder, "--network", "googlenet", "--batch", "65536"];
    const { status, last } = await run([...args, "--no-wait"]);
    expect({ status, last }).toMatchObject({ status: 69, last: { ev: "error", code: "library-missing", exit: 69 } });
  });

  it("that the system refuses later is an error too, not a crash", async () => {
    const args = ["run", "--backend", "reference", "--network", "alexnet", "--threads", "1", "--no-wait"];
    const limited = 'ulimit -v 200000 && exec "$0" "$@"';
    const { status, last } = await run(["-c", limited, RUNNER, ...args], { program: "/bin/sh" });
    expect({ status, last }).toMatchObject({ status: 71, last: { ev: "error", code: "out-of-memory" } });
  });
});
