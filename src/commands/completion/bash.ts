import { type CommandSpec, offered, parseFlags } from "./spec.js";

/** What `=` and `--` do to the words of a command line; `%` marks stand for the generated cases. */
const template = `# joulemark completion for bash: source it, or save it as
# ~/.local/share/bash-completion/completions/joulemark
_joulemark_words() {
  mapfile -t COMPREPLY < <(compgen -W "$1" -- "$cur")
}

_joulemark_files() {
  compopt -o filenames 2>/dev/null
  mapfile -t COMPREPLY < <(compgen -f -- "$cur")
}

_joulemark_command() {
  if declare -F _command_offset >/dev/null; then
    _command_offset "$1"
  elif ((COMP_CWORD == $1)); then
    mapfile -t COMPREPLY < <(compgen -c -- "$cur")
  else
    _joulemark_files
  fi
}

_joulemark() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD - 1]} verb='' i
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    if [[ \${COMP_WORDS[i]} == -- ]]; then
      _joulemark_command $((i + 1))
      return
    fi
    [[ -z $verb && \${COMP_WORDS[i]} != -* ]] && verb=\${COMP_WORDS[i]}
  done
  # Readline splits --option=value at the equals sign.
  if [[ $cur == '=' ]]; then
    cur=''
  elif [[ $prev == '=' ]]; then
    prev=\${COMP_WORDS[COMP_CWORD - 2]}
  fi
  case "$verb $prev" in
%VALUES%
  esac
  if [[ $cur == -* ]]; then
    case $verb in
%OPTIONS%
    esac
    return
  fi
  case $verb in
%ARGUMENTS%
    *) _joulemark_files ;;
  esac
}
complete -F _joulemark joulemark
`;

const wordsOrFiles = (values: readonly string[] | undefined): string => {
  const words = offered(values);
  return words.length === 0 ? "_joulemark_files" : `_joulemark_words '${words.join(" ")}'`;
};

/** One case per option that takes a value. */
const valueCases = ({ name, options }: CommandSpec): readonly string[] =>
  options.flatMap(({ flags, values }) => {
    const { words, value } = parseFlags(flags);
    if (value !== "required" || words.length === 0) return [];
    const pattern = words.map((word) => `'${name} ${word}'`).join(" | ");
    return [`    ${pattern}) ${wordsOrFiles(values)}; return ;;`];
  });

const optionCase = ({ name, options }: CommandSpec): string => {
  const words = [...options.flatMap(({ flags }) => parseFlags(flags).words), "--help"];
  return `      ${name}) _joulemark_words '${[...new Set(words)].join(" ")}' ;;`;
};

/** Words for the first argument; files for the others, where there are others. */
const argumentCase = ({ name, arguments: list = [] }: CommandSpec): readonly string[] => {
  const values = offered(list[0]?.values);
  if (values.length === 0) return [];
  const words = `_joulemark_words '${values.join(" ")}'`;
  const first = list.length === 1 ? words : `if [[ $prev == ${name} ]]; then ${words}; else _joulemark_files; fi`;
  return [`    ${name}) ${first} ;;`];
};

/** The completion script for bash 4 and later. */
export function bashCompletion(commands: readonly CommandSpec[]): string {
  const names = commands.map(({ name }) => name).join(" ");
  const parts: Readonly<Record<string, readonly string[]>> = {
    "%VALUES%": commands.flatMap(valueCases),
    "%OPTIONS%": ["      '') _joulemark_words '--help --version' ;;", ...commands.map(optionCase)],
    "%ARGUMENTS%": [`    '') _joulemark_words '${names}' ;;`, ...commands.flatMap(argumentCase)],
  };
  return template.replaceAll(/^%[A-Z]+%$/gm, (mark) => (parts[mark] ?? []).join("\n"));
}
