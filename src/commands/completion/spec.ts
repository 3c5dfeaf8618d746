/** An option as the command line declares it. */
export interface OptionSpec {
  /** `-n, --repeat <n>`, `--json <file>`, `--quiet`: the words, then `<value>` or `[value]` if it takes one. */
  readonly flags: string;
  readonly description: string;
  /** What the value may be; without it a value is completed as a file name. */
  readonly values?: readonly string[];
}

/** An argument that is no option; one with values may be followed by files. */
export interface ArgumentSpec {
  readonly name: string;
  /** What it may be; without it, a file name. */
  readonly values?: readonly string[];
}

/** A verb of the command line: everything that shells need to complete it. */
export interface CommandSpec {
  readonly name: string;
  readonly summary: string;
  readonly options: readonly OptionSpec[];
  readonly arguments?: readonly ArgumentSpec[];
}

/** An option's flags taken apart. */
export interface ParsedFlags {
  /** `-n`, `--repeat`. */
  readonly words: readonly string[];
  /** Whether the next word belongs to the option. An optional value is given with `=` only, as far as shells can know. */
  readonly value: "none" | "optional" | "required";
}

/** Takes `-n, --repeat <n>` apart. */
export function parseFlags(flags: string): ParsedFlags {
  const words = flags.split(/[ ,|]+/).filter((word) => /^--?[A-Za-z]/.test(word));
  if (flags.includes("<")) return { words, value: "required" };
  return { words, value: flags.includes("[") ? "optional" : "none" };
}

/** Words that stand for themselves in every shell; others are not offered, for a shell would read them as code. */
const harmless = /^[\w.:@%+,/-]+$/;

/** The values that can be offered. */
export const offered = (values: readonly string[] = []): readonly string[] =>
  values.filter((value) => harmless.test(value));

/** A text in single quotes, as every POSIX shell and fish read it. */
export const quoted = (text: string, quote = "'\\''"): string =>
  `'${text.replaceAll(/\s+/g, " ").replaceAll("'", quote)}'`;
