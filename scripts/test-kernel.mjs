// The tests that need the kernel's own drivers: boots the bench of test/kernel, or says why not and what to do.
// usage: test-kernel.mjs [--report FILE] [--long]    --long: those alone that take minutes
import { spawnSync } from "node:child_process";
import { parseArgs } from "node:util";

const { values } = parseArgs({ options: { report: { type: "string" }, long: { type: "boolean" } } });
const prepared = spawnSync("bash", ["test/kernel/bench.sh", "--prepare"], { stdio: "inherit" });
if (prepared.status !== 0) {
  console.error("skipped: kernel tests: the bench could not be prepared on this computer (see above)");
  process.exit(0);
}
const report = values.report ? ["--reporter=json", `--outputFile.json=${values.report}`] : [];
const args = ["vitest", "run", "--config", "vitest.kernel.config.ts", "--reporter=default", ...report];
const env = { ...process.env, KERNEL_TESTS: values.long ? "long" : "short" };
process.exit(spawnSync("npx", args, { stdio: "inherit", env }).status ?? 1);
