import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { joulemark, recordingsIn, scratch } from "../cli.js";
import { environment, HELPERS, programs } from "./programs.js";
import { runMarked, windowsIn } from "./run-marked.js";

const sh = (script: string) => ["sh", "-c", `. ${HELPERS}/joulemark.sh; ${script}`];
const raw = (...lines: readonly string[]) => [
  "sh",
  "-c",
  lines.map((line) => `printf '${line}' > $JOULEMARK_MARKS`).join(";"),
];
const codesOf = (findings: readonly { readonly code: string }[]) => findings.map(({ code }) => code);
const names = (result: Parameters<typeof windowsIn>[0]) => windowsIn(result).map(({ name }) => name);

const python = programs.find(({ language }) => language === "Python");
const noPython = python?.missing;
const py = (script: string) => [
  "python3",
  "-c",
  `import os, sys, time; sys.path.insert(0, "${HELPERS}"); from joulemark_marks import begin, end\n${script}`,
];

describe("marks that a program gets wrong", { timeout: 60_000 }, () => {
  it("an end without a begin, a begin without an end, a begin twice: windows of what pairs, a finding for the rest", async () => {
    const { result, findings } = await runMarked(
      sh(
        "for m in end begin; do joulemark_$m a; done; joulemark_begin b; joulemark_begin b; joulemark_end b; sleep 0.2",
      ),
    );
    expect(names(result)).toEqual(["command", "a", "b", "b"]);
    expect(findings.map(({ code, message }) => `${code}: ${message}`)).toEqual([
      "mark-unbalanced: Mark end a is an end without a begin: it makes no window",
      "mark-unbalanced: 2 marks, the first begin a: each is a begin without an end: its window lasts to the end of the execution",
    ]);
    expect(result.quality.verdict).toBe("degraded");
  });

  it("out of order by their stamps: put in order", async () => {
    const { result, findings } = await runMarked([
      "node",
      "-e",
      `const { writeFileSync } = require("node:fs"), out = (line) => writeFileSync(process.env.JOULEMARK_MARKS, line + "\\n");
       const a = process.hrtime.bigint();
       out("end x @" + (a + 300n)), out("end y @" + (a + 200n)), out("begin y @" + (a + 100n)), out("begin x @" + a);`,
    ]);
    expect(findings).toEqual([]);
    const [, x, y] = windowsIn(result);
    expect([
      x?.name,
      y?.name,
      Number((x?.to ?? 0n) - (x?.from ?? 0n)),
      Number((y?.to ?? 0n) - (y?.from ?? 0n)),
    ]).toEqual(["x", "y", 300, 100]);
  });

  it("bytes that are no text, NUL, a line without end, lines of no meaning: each is said", async () => {
    const { marks, findings } = await runMarked(raw("begin a\\377b\\000c\\n", "hello\\n\\n", "begin", " cut"));
    expect(marks.map(({ name }) => name)).toEqual(["a?b?c"]);
    expect(codesOf(findings).sort()).toEqual(["mark-name", "mark-unbalanced", "mark-unreadable"]);
    expect(findings.find(({ code }) => code === "mark-unreadable")?.message).toMatch(/^2 lines/);
  });

  it("a name of 64 kB in one line is said to be no mark", async () => {
    const { marks, findings } = await runMarked([
      "sh",
      "-c",
      `head -c 65536 /dev/zero | tr '\\0' x | sed 's/^/begin /' > $JOULEMARK_MARKS; echo > $JOULEMARK_MARKS; ${"echo begin a > $JOULEMARK_MARKS"}`,
    ]);
    expect(marks.map(({ name }) => name.slice(0, 3))).toContain("a");
    expect(codesOf(findings).some((code) => code === "mark-name" || code === "mark-unreadable")).toBe(true);
  });

  it.each([
    ["the far past", "-3600000000000"],
    ["the future", "+3600000000000"],
  ])("a stamp from %s is not believed: its arrival is taken, and said", async (_, shift) => {
    const { marks, findings } = await runMarked([
      process.execPath,
      "-e",
      `require("node:fs").writeFileSync(process.env.JOULEMARK_MARKS, "begin a @" + (process.hrtime.bigint() ${shift}n) + "~5\\n")`,
    ]);
    expect(codesOf(findings)).toContain("mark-stamp");
    expect(marks[0]?.within).toBeGreaterThanOrEqual(1e-3);
  });

  it.skipIf(noPython !== undefined)("marks kept back for long are said: their clock may be another", async () => {
    const stamp = 'open(os.environ["JOULEMARK_MARKS"], "w").write(f"begin a @{stamp}\\n")';
    const { findings } = await runMarked(py(`stamp = time.monotonic_ns(); time.sleep(0.3)\n${stamp}`));
    expect(codesOf(findings)).toContain("mark-late");
  });

  it.skipIf(noPython !== undefined)("a window inside one sample has no energy, and says why", async () => {
    const { result } = await runMarked(py('begin("short"); end("short"); time.sleep(0.3)'));
    const short = result.windows.find(({ name }) => name === "short");
    expect(short?.rails[0]?.energyJ).toBeNull();
    expect(codesOf(result.quality.findings)).toContain("no-samples");
    expect(result.windows[0]?.rails[0]?.energyJ?.value).toBeGreaterThan(0);
  });

  it.skipIf(noPython !== undefined)(
    "more marks than are kept are counted, and the report still comes",
    { timeout: 180_000 },
    async () => {
      const { marks, findings, result } = await runMarked(py('for k in range(60000): begin("hot"); end("hot")'));
      expect(marks).toHaveLength(100_000);
      expect(findings.map(({ message }) => message)).toContain(
        "20000 marks came after the first 100000 and were dropped",
      );
      expect(result.windows).toHaveLength(50_001);
    },
  );
});

describe("marks of what outlives the command", { timeout: 60_000 }, () => {
  it("after the command's end lie outside, are said, and harm neither the report nor the grandchild", async () => {
    const folder = scratch();
    const loop = `while [ $(($(date +%s) - began)) -lt 3 ]; do joulemark_begin late; joulemark_end late; done; echo lived > ${folder}/lived`;
    const { result, findings, status } = await runMarked(
      sh(`joulemark_begin main; joulemark_end main; began=$(date +%s); (${loop}) > /dev/null 2>&1 &`),
      ["--repeat", "2"],
    );
    expect(status).toBe(0);
    expect(names(result)).toContain("main");
    expect(codesOf(result.quality.findings)).toContain("processes-left");
    expect(codesOf(findings)).toContain("mark-outside");
    await expect
      .poll(() => spawnSync("cat", [`${folder}/lived`]).stdout.toString(), { timeout: 10_000 })
      .toBe("lived\n");
  });
});

const namespaces = spawnSync("unshare", ["--time", "--monotonic", "1", "true"]).status === 0;

describe.skipIf(!namespaces)(
  `a container with a clock of its own${namespaces ? "" : " (skipped: no time namespaces)"}`,
  () => {
    it.each(["3600", "-60"])("that is %s s off is found: arrivals are taken", { timeout: 60_000 }, async (seconds) => {
      const inside = programs.find(({ language }) => language === "Node")?.words ?? [];
      const { findings, marks, result } = await runMarked([
        "unshare",
        "--time",
        "--monotonic",
        seconds,
        "--fork",
        ...inside,
        "nest",
      ]);
      expect(codesOf(findings)).toEqual(["mark-stamp"]);
      expect(findings[0]?.message).toMatch(/^4 marks/);
      expect(marks.every(({ within }) => within >= 1e-3)).toBe(true);
      const [, outer] = windowsIn(result);
      expect(Number((outer?.to ?? 0n) - (outer?.from ?? 0n)) / 1e9).toBeGreaterThan(0.01);
    });
  },
);

describe("marks found in the output", { timeout: 60_000 }, () => {
  const pattern = ["--mark-regex", "start (?<begin>\\w+)|done (?<end>\\w+)"];

  it("of a command that keeps its output back are said to be late", async () => {
    const script = "printf 'start a\\ndone a\\n'";
    const { result, marks } = await runMarked(["sh", "-c", script], pattern);
    expect(marks.map(({ kind }) => kind)).toEqual(["begin", "end"]);
    expect(codesOf(result.quality.findings)).toContain("mark-buffered");
  });

  it("of one that writes at once are not, and state how late we may have read them", async () => {
    const file = join(scratch(), "span");
    const script = `from=$(date +%s%N); echo start a; sleep 0.2; echo done a; echo $(($(date +%s%N) - from)) > ${file}`;
    const { result, marks, findings } = await runMarked(["sh", "-c", script], pattern);
    expect(findings).toEqual([]);
    expect(marks.every(({ within }) => within >= 1e-3)).toBe(true);
    const window = result.windows.find(({ name }) => name === "a");
    const within = (window?.fromWithinS ?? 0) + (window?.toWithinS ?? 0);
    // a virtual machine's processor may be away for some milliseconds, which no account of ours shows
    expect(window?.durationS).toBeGreaterThan(0.19 - within);
    // a busy computer lets it sleep for longer, by its own account
    expect(window?.durationS).toBeLessThan(Number(readFileSync(file, "utf8")) / 1e9 + 0.01 + within);
  });
});

describe("marks and the user", { timeout: 60_000 }, () => {
  it("that were written before a Ctrl-C are in the report", async () => {
    const out = scratch();
    const script = `. ${HELPERS}/joulemark.sh; joulemark_begin a; joulemark_end a; joulemark_begin b; kill -INT $PPID; sleep 5`;
    const options = ["-q", "--out", out, "--probe", "simulated", "--json", join(out, "r.json")];
    const { status } = await joulemark(["run", ...options, "--", "sh", "-c", script], { env: environment });
    expect(status).toBe(130);
    const result = JSON.parse(readFileSync(join(out, "r.json"), "utf8"));
    expect(names(result).sort()).toEqual(["a", "b", "command"]);
    expect(recordingsIn(out).length).toBeGreaterThan(0);
  });
});
