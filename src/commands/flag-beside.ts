/** The first flag that was said and is none of `allowed`, as it is written; flags that are on by default are not said. */
export function flagBeside(flags: Readonly<Record<string, unknown>>, allowed: ReadonlySet<string>): string | undefined {
  const found = Object.entries(flags).find(
    ([key, value]) => !allowed.has(key) && value !== undefined && !(key === "characterization" && value === true),
  );
  return found && flagOf(found[0]);
}

/** `--cuda-lib-dir` of `cudaLibDir`. */
export const flagOf = (key: string): string => {
  const long = key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  return key === "characterization" ? `--no-${long}` : `--${long}`;
};
