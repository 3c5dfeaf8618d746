import { type CommandSpec, type OptionSpec, offered, parseFlags, quoted } from "./spec.js";

/** Text inside `[...]` and between colons of a specification of `_arguments`. */
const described = (text: string): string => text.replaceAll(/[[\]:\\]/g, "\\$&");

const valueAction = (values: readonly string[] | undefined): string => {
  const words = offered(values);
  return words.length === 0 ? "_files" : `(${words.map((word) => word.replaceAll(":", "\\:")).join(" ")})`;
};

/** `*` lets an option stand more than once: `--probe A --probe B`. */
const optionLines = ({ flags, description, values }: OptionSpec): readonly string[] => {
  const { words, value } = parseFlags(flags);
  const takes = value === "required" ? `:value:${valueAction(values)}` : "";
  return words.map((word) => quoted(`*${word}[${described(description)}]${takes}`));
};

function commandCase({ name, options, arguments: list = [] }: CommandSpec): string {
  const [first, second] = list;
  const lines = [
    ...options.flatMap(optionLines),
    quoted("*--help[show help]"),
    ...(second === undefined ? [] : [quoted(`1:argument:${valueAction(first?.values)}`)]),
    quoted(`*:argument:${valueAction((second ?? first)?.values)}`),
  ];
  return [`    ${name})`, "      _arguments \\", `        ${lines.join(" \\\n        ")}`, "      ;;"].join("\n");
}

/** The completion script for zsh: to be evaluated, or saved as `_joulemark` in a folder of `fpath`. */
export function zshCompletion(commands: readonly CommandSpec[]): string {
  const names = commands.map(({ name, summary }) => `    ${quoted(`${name}:${described(summary)}`)}`);
  return `#compdef joulemark
# joulemark completion for zsh
_joulemark() {
  local -a verbs
  verbs=(
${names.join("\n")}
  )
  # Behind -- stands another command with its own completion.
  local -i dashes=\${words[(i)--]}
  if ((dashes < CURRENT)); then
    shift $dashes words
    ((CURRENT -= dashes))
    _normal
    return
  fi
  if ((CURRENT == 2)); then
    _describe -t commands 'joulemark command' verbs
    return
  fi
  local verb=$words[2]
  shift words
  ((CURRENT -= 1))
  case $verb in
${commands.map(commandCase).join("\n")}
    *) _files ;;
  esac
}
if [[ $funcstack[1] == _joulemark ]]; then
  _joulemark "$@"
else
  compdef _joulemark joulemark
fi
`;
}
