import { Argument, type Command } from "commander";
import type { CommandSpec, OptionSpec } from "./completion/spec.js";
import type { Context } from "./context.js";
import { verb } from "./verb.js";

/** Verbs that only say something about joulemark itself: schema, completion. */
export function addWords(root: Command, context: Context): void {
  verb(
    root,
    "schema [name]",
    "the JSON Schema of the result, the configuration, or of the settings of a probe or format",
    ["joulemark schema", "joulemark schema probe/simulated"],
  ).action(async (name: string | undefined) => {
    const { schemaText } = await import("./schema.js");
    context.stdout.write(await schemaText(name, context));
  });
  verb(root, "completion", "a completion script for your shell", [
    "joulemark completion bash > ~/.local/share/bash-completion/completions/joulemark",
    "joulemark completion fish | source",
  ])
    .addArgument(new Argument("<shell>", "bash, zsh or fish"))
    .action(async (shell: string) => {
      const { completionText, shells } = await import("./completion.js");
      const { schemaNames } = await import("./schema.js");
      const words = { schema: schemaNames(context), completion: shells, import: Object.keys(context.formats) };
      context.stdout.write(completionText(shell, specsOf(root, context, words)));
    });
}

/** What may stand for the arguments of a verb, where the verb itself answers a word that is none of it. */
type Words = Readonly<Record<string, readonly string[]>>;

/** The command line as data: what every shell needs to complete it. */
function specsOf(root: Command, { registry }: Context, words: Words): readonly CommandSpec[] {
  return root.commands.map((command) => ({
    name: command.name(),
    summary: command.description(),
    options: command.options.map((option): OptionSpec => {
      const values = option.long === "--probe" ? Object.keys(registry) : option.argChoices;
      return { flags: option.flags, description: option.description, ...(values && { values }) };
    }),
    arguments: argumentsOf(command, words[command.name()]),
  }));
}

/** A verb with verbs of its own takes their names first. */
function argumentsOf(command: Command, words?: readonly string[]): NonNullable<CommandSpec["arguments"]> {
  if (command.commands.length > 0) return [{ name: "action", values: command.commands.map((inner) => inner.name()) }];
  return command.registeredArguments.map((argument, index) => {
    const values = argument.argChoices ?? (index === 0 ? words : undefined);
    return { name: argument.name(), ...(values && { values }) };
  });
}
