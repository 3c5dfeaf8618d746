import type { Command } from "commander";

/** Adds a verb whose help ends with two examples that work. */
export function verb(root: Command, usage: string, summary: string, examples: readonly string[]): Command {
  const command = root.command(usage).description(summary);
  return command
    .helpOption("-h, --help", "show this help")
    .addHelpText("after", `\nExamples:\n${examples.map((example) => `  $ ${example}`).join("\n")}\n`);
}

/** Collects an option that may be given several times. */
export const collect = (word: string, words: readonly string[] = []): readonly string[] => [...words, word];

/** The options that ask for a result in files. */
export const resultOptions = (command: Command): Command =>
  command
    .option("--json <file>", "write the result as JSON; - is stdout")
    .option("--csv <file>", "write the result as CSV; - is stdout")
    .option("--markdown <file>", "write the result as Markdown; - is stdout");
