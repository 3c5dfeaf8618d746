import { spawnSync } from "node:child_process";
import { appendFileSync, mkdtempSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import type { Result } from "../../src/core/result.js";

const CLI = resolve("dist/cli.js");
const GIGABYTE = 1e9;
const MOST_MB = 250;
const TELL_PEAK = "process.on('exit', () => process.stderr.write('\\npeak ' + process.resourceUsage().maxRSS + '\\n'))";

const stamp = (k: number) => `2026/01/01 10:00:${String(k).padStart(2, "0")}.000`;
const CSV = "csv:time=t,timeUnit=s,rails.box.point=wall,rails.box.power=w,rails.box.accuracyPercent=1";

/** Each format's header and row; the tenth row is followed by one line of a gigabyte. */
const formats: readonly (readonly [format: string, header: string, row: (k: number) => string])[] = [
  [CSV, "t,w\n", (k) => `${1_700_000_000 + k},${100 + (k % 2)}\n`],
  [
    "nvidia-smi",
    "timestamp, uuid, power.draw [W]\n",
    (k) => `${stamp(k)}, GPU-0, 100.${k} W\n`.replace(/\.(\d) W/, ".0$1 W"),
  ],
  ["tegrastats:intervalMs=1000", "", (k) => `RAM 721/31927MB (lfb 7x4MB) SWAP 0/1MB CPU@1C VDD_IN ${4000 + k}/5\n`],
];

describe("a line of a gigabyte in the middle", () => {
  test.each(formats)("is one rejected line of %s, in bounded memory", (format, header, row) => {
    const folder = mkdtempSync(join(tmpdir(), "joulemark-long-"));
    try {
      const file = join(folder, "log");
      const rows = (from: number, to: number) => Array.from({ length: to - from }, (_, k) => row(from + k)).join("");
      writeFileSync(file, header + rows(0, 10));
      // a hole: a gigabyte of NUL bytes that takes no room
      truncateSync(file, statSync(file).size + GIGABYTE);
      appendFileSync(file, `\n${rows(10, 20)}`);
      const told = ["--import", `data:text/javascript,${encodeURIComponent(TELL_PEAK)}`];
      const args = ["import", format, file, "--out", join(folder, "runs"), "--json", "-", "-q"];
      const { stdout, stderr } = spawnSync("node", [...told, CLI, ...args], { encoding: "utf8" });
      const result: Result = JSON.parse(stdout);
      expect(Number(/peak (\d+)/.exec(stderr)?.[1]) / 1000).toBeLessThan(MOST_MB);
      expect(result.windows[0]?.rails[0]?.samples).toBeGreaterThanOrEqual(19);
      const lines = result.quality.findings.find(({ code }) => code === "imported-rows");
      expect(lines?.message).toContain("1 too long");
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
