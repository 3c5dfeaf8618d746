import { type Command, Option } from "commander";
import { MeasurementError } from "../core/error.js";
import { points } from "../core/rail.js";

/** Adds a verb whose help ends with two examples that work. */
export function verb(root: Command, usage: string, summary: string, examples: readonly string[]): Command {
  const command = root.command(usage).description(summary);
  return command
    .helpOption("-h, --help", "show this help")
    .showHelpAfterError(`(${pathOf(command)} --help shows its options)`)
    .addHelpText("after", `\nExamples:\n${examples.map((example) => `  $ ${example}`).join("\n")}\n`);
}

/** `joulemark bench merge`: what is typed for a verb. */
function pathOf(command: Command): string {
  return command.parent === null ? command.name() : `${pathOf(command.parent)} ${command.name()}`;
}

/** Collects an option that may be given several times. */
export const collect = (word: string, words: readonly string[] = []): readonly string[] => [...words, word];

/**
 * Refuses an empty value for every option of every verb that takes one: an unset variable of a script would otherwise
 * name the working folder, or nothing. Call it when all verbs are there.
 */
export function refuseEmpty(root: Command): void {
  for (const option of root.options) if (option.required && !option.parseArg) option.argParser(filled(option));
  for (const command of root.commands) refuseEmpty(command);
}

const filled =
  ({ long, flags }: Option) =>
  (text: string): string => {
    if (text.trim() !== "") return text;
    throw new MeasurementError(
      "CONFIG",
      `${long ?? flags} is empty`,
      `Give it a value, or leave ${long ?? flags} away; if a variable stands there, it is not set`,
    );
  };

/** The points that a number can be brought to: an estimate stays one. */
const targets = points.filter((point) => point !== "estimate");

/** The options that bring numbers to another point. The curves of a recording are those it was made with. */
export const calibrationOptions = (command: Command): Command =>
  command
    .option(
      "--calibration <[probe/rail=]curve>",
      "correct by a curve: a file, or one that ships, e.g. whitepaper-2015; none is raw (repeatable)",
      collect,
    )
    .addOption(
      new Option("--point <point>", "bring every rail to this point, by curves that lead there").choices(targets),
    )
    .option(
      "--allow-extrapolation",
      "use a curve up to 10 % beyond where it was measured, with three times its uncertainty",
    )
    .option(
      "--same <probe/rail=probe/rail>",
      "both watch the same power: say whether they agree within their uncertainty (repeatable)",
      collect,
    );

/** The options that ask for a result in files. */
export const resultOptions = (command: Command): Command =>
  command
    .option("--json <file>", "write the result as JSON; - is stdout")
    .option("--csv <file>", "write the result as CSV; - is stdout")
    .option("--markdown <file>", "write the result as Markdown; - is stdout")
    .option("--html <file>", "write a page for a browser: table, power traces, uncertainty, conditions; - is stdout")
    .option("--svg <file>", "draw the power over time for a paper, as SVG; - is stdout")
    .option("--png <file>", "the same as PNG, 300 pixels to the inch; - is stdout")
    .option("--svg-width <mm>", "width of the drawing on paper (default 160)")
    .option("--budget", "also every number's error sources with their shares (JSON always has them)");

/** The options that ask for a page of tables in files. */
export const pageOptions = (command: Command): Command =>
  command
    .option("--json <file>", "write it as JSON; - is stdout")
    .option("--csv <file>", "write its cells as CSV; - is stdout")
    .option("--markdown <file>", "write it as Markdown; - is stdout")
    .option("--html <file>", "write it as a page for a browser; - is stdout")
    .option("--latex <file>", "write it as LaTeX tables; - is stdout");
