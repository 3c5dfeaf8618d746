import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type CommandSpec, completionText, shells } from "./completion.js";

const commands: readonly CommandSpec[] = [
  {
    name: "run",
    summary: "measure a command: it's [one] line",
    options: [
      { flags: "-n, --repeat <n>", description: "executions that count" },
      { flags: "--probe <name>", description: "instrument", values: ["meter", "model", "$(touch broken)"] },
      { flags: "--json <file>", description: "write the result's JSON; - is stdout" },
      { flags: "-q, --quiet", description: "no live line" },
    ],
  },
  { name: "runs", summary: "list recordings", options: [] },
  { name: "report", summary: "again", options: [], arguments: [{ name: "run" }] },
  {
    name: "import",
    summary: "files",
    options: [{ flags: "--quiet", description: "no table" }],
    arguments: [{ name: "format", values: ["table", "log"] }, { name: "file" }],
  },
  { name: "schema", summary: "schemas", options: [], arguments: [{ name: "name", values: ["result", "config"] }] },
];

const has = (shell: string): boolean => spawnSync(shell, ["-c", "true"]).status === 0;
let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "completion-"));
  writeFileSync(join(folder, "notes one.txt"), "");
  for (const shell of shells) writeFileSync(join(folder, shell), completionText(shell, commands));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** What bash would offer for the last of these words. */
function complete(...words: readonly string[]): readonly string[] {
  const script = `source ./bash; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _joulemark; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const text = execFileSync("bash", ["--norc", "-c", script, "bash", "joulemark", ...words], {
    cwd: folder,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  return text.split("\n").filter((line) => line !== "");
}

describe.skipIf(!has("bash"))("in bash", () => {
  it("offers commands", () => {
    expect(complete("")).toEqual(["run", "runs", "report", "import", "schema"]);
    expect(complete("ru")).toEqual(["run", "runs"]);
    expect(complete("--v")).toEqual(["--version"]);
  });

  it("offers words for a first argument, and files for those behind it", () => {
    expect(complete("import", "")).toEqual(["table", "log"]);
    expect(complete("import", "table", "no")).toEqual(["notes one.txt"]);
  });

  it("offers the options of the command at hand", () => {
    expect(complete("run", "--")).toEqual(["--repeat", "--probe", "--json", "--quiet", "--help"]);
    expect(complete("run", "--quiet", "--p")).toEqual(["--probe"]);
    expect(complete("runs", "--")).toEqual(["--help"]);
  });

  it("offers the values of an option, also behind an equals sign, and nothing that a shell would run", () => {
    expect(complete("run", "--probe", "")).toEqual(["meter", "model"]);
    expect(complete("run", "--probe", "mo")).toEqual(["model"]);
    expect(complete("run", "--probe", "=", "me")).toEqual(["meter"]);
    expect(complete("run", "--probe", "=")).toEqual(["meter", "model"]);
  });

  it("offers files where no values are known, spaces and all", () => {
    expect(complete("run", "--json", "no")).toEqual(["notes one.txt"]);
    expect(complete("report", "no")).toEqual(["notes one.txt"]);
  });

  it("offers the values of an argument", () => {
    expect(complete("schema", "")).toEqual(["result", "config"]);
  });

  it("behind -- offers commands, then files, and none of our options", () => {
    expect(complete("run", "--", "bas")).toContain("bash");
    expect(complete("run", "--", "cat", "no")).toEqual(["notes one.txt"]);
    expect(complete("run", "--", "cat", "--p")).toEqual([]);
  });
});

describe.each(["bash", "zsh", "fish"])("the script for %s", (shell) => {
  it.skipIf(!has(shell))("is read by the shell without complaint", () => {
    const { status, stderr } = spawnSync(shell, ["-n", join(folder, shell)], { encoding: "utf8" });
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  });

  it("knows every command and option", () => {
    const text = completionText(shell, commands);
    for (const word of ["run", "runs", "report", "schema", "repeat", "probe", "quiet"]) expect(text).toContain(word);
    expect(text).not.toContain("touch broken");
  });
});

describe.skipIf(!has("fish"))("in fish", () => {
  const offers = (line: string) =>
    execFileSync("fish", ["--no-config", "-c", `source ./fish; complete -C ${JSON.stringify(line)}`], {
      cwd: folder,
      encoding: "utf8",
    })
      .split("\n")
      .map((each) => each.split("\t")[0])
      .filter((each) => each !== "");

  it("offers commands, options, values, and the measured command's own words", () => {
    expect(offers("joulemark ru")).toEqual(["run", "runs"]);
    expect(offers("joulemark run --pro")).toEqual(["--probe"]);
    expect(offers("joulemark run --probe m")).toEqual(["meter", "model"]);
    expect(offers("joulemark schema ")).toEqual(expect.arrayContaining(["result", "config"]));
    expect(offers("joulemark run -- cat no")).toEqual(["notes one.txt"]);
  });
});

it("an unknown shell is answered with the nearest", () => {
  expect(() => completionText("zhs", commands)).toThrow('no completion for the shell "zhs"; did you mean "zsh"?');
});
