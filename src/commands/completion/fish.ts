import { type CommandSpec, type OptionSpec, offered, parseFlags, quoted } from "./spec.js";

/** fish reads a backslash before a quote inside quotes. */
const text = (words: string): string => quoted(words.replaceAll("\\", "\\\\"), "\\'");

const own = "not contains -- -- (commandline -opc)";
const seen = (name: string): string => text(`${own}; and __fish_seen_subcommand_from ${name}`);

function optionLine(command: string, { flags, description, values }: OptionSpec): string {
  const { words, value } = parseFlags(flags);
  const names = words.map((word) => (word.startsWith("--") ? `-l ${word.slice(2)}` : `-s ${word.slice(1)}`));
  const list = offered(values);
  const choices = list.length === 0 ? "-r -F" : `-x -a ${text(list.join(" "))}`;
  const takes = value === "required" ? ` ${choices}` : "";
  return `complete -c joulemark -n ${seen(command)} ${names.join(" ")}${takes} -d ${text(description)}`;
}

function commandLines({ name, options, arguments: list = [] }: CommandSpec): readonly string[] {
  const values = offered(list.flatMap((argument) => argument.values ?? []));
  const words = values.length === 0 ? [] : [`-a ${text(values.join(" "))}`];
  const files = list.some((argument) => offered(argument.values).length === 0) ? ["-F"] : [];
  const choices = [...files, ...words].join(" ");
  const argument = list.length === 0 ? [] : [`complete -c joulemark -n ${seen(name)} ${choices}`];
  return [...options.map((option) => optionLine(name, option)), ...argument];
}

/** The completion script for fish 3 and later. */
export function fishCompletion(commands: readonly CommandSpec[]): string {
  const verbs = commands.map(
    ({ name, summary }) =>
      `complete -c joulemark -n ${text(`${own}; and __fish_use_subcommand`)} -a ${name} -d ${text(summary)}`,
  );
  return `# joulemark completion for fish: save it as ~/.config/fish/completions/joulemark.fish
# Behind -- stands another command with its own completion.
function __joulemark_behind_dashes
    set -l words (commandline -opc)
    set -l at (contains -i -- -- $words)
    or return
    set -l rest $words[(math $at + 1)..-1] (commandline -ct)
    complete -C (string join ' ' -- $rest)
end
complete -c joulemark -f
complete -c joulemark -n 'contains -- -- (commandline -opc)' -a '(__joulemark_behind_dashes)'
complete -c joulemark -n ${text(own)} -l help -s h -d 'show help'
${[...verbs, ...commands.flatMap(commandLines)].join("\n")}
`;
}
