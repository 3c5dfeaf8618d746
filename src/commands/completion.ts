import { MeasurementError } from "../core/error.js";
import { didYouMean } from "../core/nearest.js";
import { bashCompletion } from "./completion/bash.js";
import { fishCompletion } from "./completion/fish.js";
import type { CommandSpec } from "./completion/spec.js";
import { zshCompletion } from "./completion/zsh.js";

export type { CommandSpec } from "./completion/spec.js";

/** The shells that can be served. */
export const shells = ["bash", "zsh", "fish"] as const;

const scripts: Readonly<Record<string, (commands: readonly CommandSpec[]) => string>> = {
  bash: bashCompletion,
  zsh: zshCompletion,
  fish: fishCompletion,
};

/** The completion script of a shell for these commands. Throws UNKNOWN_NAME for another shell. */
export function completionText(shell: string, commands: readonly CommandSpec[]): string {
  const script = Object.hasOwn(scripts, shell) ? scripts[shell] : undefined;
  if (script !== undefined) return script(commands);
  throw new MeasurementError(
    "UNKNOWN_NAME",
    `There is no completion for the shell ${JSON.stringify(shell)}${didYouMean(shell, shells)}`,
    `The shells are: ${shells.join(", ")}`,
  );
}
