import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { code, places, repository, type Source, sources } from "./source.js";

const MOST_LINES = 250;
const ours = ["src", "probes", "calibration", "scripts", "test"];

const lengthOf = ({ text }: Source): number => text.split("\n").length - 1;

/** Files whose code, comments left out, matches. */
const matching = (files: readonly Source[], pattern: RegExp): readonly string[] =>
  places(files, pattern).filter((place) => !/:\d+: (\/\/|\/?\*)/.test(place));

describe("files", () => {
  it(`have no more than ${MOST_LINES} lines`, () => {
    const long = sources(ours, [".ts", ".mjs", ".js", ".sh"]).filter((file) => lengthOf(file) > MOST_LINES);
    expect(long.map((file) => `${file.path}: ${lengthOf(file)}`)).toEqual([]);
  });

  it("have a median of no more than 80 lines", () => {
    const lengths = code("src", "probes", "calibration")
      .map(lengthOf)
      .sort((a, b) => a - b);
    expect(lengths[Math.floor(lengths.length / 2)]).toBeLessThanOrEqual(80);
  });
});

/** The clock itself; the sampling thread, which cannot be handed an object; and `mark`, which has to start fast. */
const readTheClock = [/^src\/core\/clock\.ts$/, /^src\/acquire\/worker[^/]*\.ts$/, /^src\/commands\/mark\.ts$/];

describe("only one place", () => {
  const files = code("src", "probes", "calibration");

  it("ends the process: cli.ts", () => {
    const others = files.filter(({ path }) => path !== "src/cli.ts");
    expect(matching(others, /\bprocess\.(exit\(|exitCode\b|reallyExit|abort\()/)).toEqual([]);
    expect(matching(others, /\bprocess\.on\("exit"/)).toEqual([]);
  });

  it("reads a clock: core/clock.ts", () => {
    const others = files.filter(({ path }) => !readTheClock.some((allowed) => allowed.test(path)));
    expect(matching(others, /\bDate\.now\b|\bperformance\.now\b|\bhrtime\b|\bnew Date\(\)/)).toEqual([]);
  });
});

/** Paths and addresses of the machine a file was written on. */
const machine = [
  /(?<![\w.$}*-]"?)\/(root|home\/(?!(user|you|alice)\b)[a-z][\w-]+|Users\/[a-z][\w-]*)\//,
  /\b(localhost|127\.0\.0\.1):\d+\/(npm|simple|registry)/,
  /"resolved": "(?!https:\/\/registry\.npmjs\.org\/)/,
  /^\s*registry\s*=|_authToken|\bnpm_config_registry\b/,
];

describe("tracked files", () => {
  it("name no path and no package registry of the machine they were written on", () => {
    expect(machine.flatMap((pattern) => places(tracked(), pattern))).toEqual([]);
  });

  it("that do are found out", () => {
    const lines = [
      "cd /root/joulemark",
      'at("/home/build3/x")',
      "registry=http://10.0.0.1/npm",
      '"resolved": "http://10.0.0.1/zod.tgz"',
    ];
    const files = lines.map((text) => ({ path: "a", text }));
    expect(machine.flatMap((pattern) => places(files, pattern))).toHaveLength(lines.length);
  });
});

/** What git keeps, and would keep; captured trees are as they were found. */
function tracked(): readonly Source[] {
  const git = (...args: readonly string[]) =>
    execFileSync("git", [...args, "-z"], { cwd: repository, encoding: "utf8" });
  return git("ls-files", "--cached", "--others", "--exclude-standard")
    .split("\0")
    .filter((path) => path !== "" && !/testdata\/|^test\/architecture\//.test(path))
    .flatMap((path) => {
      const text = readText(path);
      return text === undefined || text.includes("\0") ? [] : [{ path, text }];
    });
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(join(repository, path), "utf8");
  } catch {
    return undefined;
  }
}
