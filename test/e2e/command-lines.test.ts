import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "commander";
import { describe, expect, it } from "vitest";
import { addCommands } from "../../src/commands/verbs.js";

/** Where users read command lines that they copy. */
const pages = ["README.md", ...readdirSync("docs").map((name) => join("docs", name))].filter((name) =>
  name.endsWith(".md"),
);

const said: string[] = [];
const quiet = { write: (text: string | Uint8Array) => said.push(String(text)) };

/** The lines of all fences of a shell that begin with joulemark. */
function linesOf(text: string): readonly string[] {
  const fences = [...text.matchAll(/^```sh\n([\s\S]*?)^```/gm)].map(([, inside]) => inside ?? "");
  return fences.flatMap((inside) => inside.split("\n")).filter((line) => /^joulemark\b/.test(line));
}

/** A line as a shell splits it, up to a comment or a pipe. */
function wordsOf(line: string): readonly string[] {
  const words: string[] = [];
  for (const [, single, double, plain] of line.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)) {
    if (plain === "|" || plain?.startsWith("#")) break;
    words.push(single ?? double ?? plain ?? "");
  }
  return words.slice(1);
}

/** What the verb definitions object to in a command line; undefined where they take it. No action is taken. */
async function objection(line: string): Promise<string | undefined> {
  const words = wordsOf(line);
  const end = words.indexOf("--");
  const context = { registry: {}, formats: {}, env: {}, cwd: "/", stdout: quiet, stderr: quiet, version: "0" };
  const root = await addCommands(context as unknown as Parameters<typeof addCommands>[0], [], () => undefined);
  disarm(root);
  said.length = 0;
  try {
    await root.parseAsync(end < 0 ? words : words.slice(0, end), { from: "user" });
    return words.length === 0 ? "no verb" : undefined;
  } catch (error) {
    return `${line}: ${said.join("").trim() || (error as Error).message}`;
  }
}

function disarm(command: Command): void {
  if (command.commands.length === 0) command.action(() => undefined);
  for (const verb of command.commands) disarm(verb);
}

describe("command lines of README and docs", () => {
  it("are there", () =>
    expect(pages.flatMap((page) => linesOf(readFileSync(page, "utf8"))).length).toBeGreaterThan(30));

  it.each(pages)("of %s are what the verbs take", async (page) => {
    const all = await Promise.all(linesOf(readFileSync(page, "utf8")).map((line) => objection(line)));
    expect(all.filter((found) => found !== undefined)).toEqual([]);
  });

  it("that the verbs do not take are found out", async () => {
    for (const line of [
      "joulemark run --nope -- x",
      "joulemark fly",
      "joulemark report --svg",
      "joulemark export --format nope",
    ])
      expect(await objection(line)).toContain(line);
  });

  it("link to files that are there", () => {
    for (const page of pages)
      for (const [, link = ""] of readFileSync(page, "utf8").matchAll(/\]\((?!https?:|#)([^)#]+)/g))
        expect(existsSync(join(page, "..", link)), `${page}: ${link}`).toBe(true);
  });
});
