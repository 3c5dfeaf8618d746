import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { inFolder, runBench } from "../bench.js";

interface Report {
  readonly success: boolean;
  readonly testResults: readonly { readonly assertionResults: readonly Assertion[] }[];
}

interface Assertion {
  readonly fullName: string;
  readonly status: string;
  readonly failureMessages: readonly string[];
}

/** Runs the contract of the two probes on the chips of both drivers and on the counters, inside the bench. */
async function contractInBench(): Promise<readonly Assertion[]> {
  return inFolder(async (folder) => {
    const file = join(folder, "report.json");
    const said = await runBench([
      ...["test/kernel/bench.sh", "--layout", "mixed", "--env", "HARDWARE=1", "--"],
      ...["node", "node_modules/vitest/vitest.mjs", "run", "test/contract/probe.test.ts", "--project", "unit"],
      ...["-t", "probe (jetson-ina|rapl) on this computer", "--testTimeout", "60000"],
      ...["--reporter=json", `--outputFile.json=${file}`],
    ]);
    if (!existsSync(file)) throw new Error(`the suite gave no report: ${said}`);
    const { success, testResults } = JSON.parse(readFileSync(file, "utf8")) as Report;
    const assertions = testResults.flatMap(({ assertionResults }) => assertionResults);
    expect(
      assertions.flatMap(({ fullName, failureMessages }) => failureMessages.map((text) => `${fullName}: ${text}`)),
    ).toEqual([]);
    expect(success, said).toBe(true);
    return assertions;
  });
}

test("the kernel's own drivers keep the contract of a probe", async () => {
  const assertions = (await contractInBench()).filter(({ fullName }) => fullName.includes("on this computer"));
  for (const probe of ["jetson-ina", "rapl"]) {
    const kept = assertions.filter(({ fullName }) => fullName.startsWith(`probe ${probe} `));
    expect(kept.length).toBeGreaterThan(4);
    expect(new Set(kept.map(({ status }) => status))).toEqual(new Set(["passed"]));
  }
});
