import { accessSync, constants, statSync } from "node:fs";
import { delimiter, isAbsolute, join, resolve } from "node:path";
import { MeasurementError } from "../core/error.js";

const NAME = "joulemark-runner";
/** The variable that names the runner's file. */
const RUNNER_VARIABLE = "JOULEMARK_RUNNER";

/** Where to look. */
export interface LocateOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** The package's own folder. */
  readonly home: string | undefined;
}

/** The runner's file: the one that $JOULEMARK_RUNNER names, the one built beside the package, or the one in PATH. Throws RUNNER_MISSING. */
export function locateRunner({ env, cwd, home }: LocateOptions): string {
  const named = env[RUNNER_VARIABLE];
  if (named) return checked(resolve(cwd, named));
  const folders = (env["PATH"] ?? "").split(delimiter).filter(isAbsolute);
  const built = home === undefined ? [] : [join(home, "runner/build", NAME)];
  const found = [...built, ...folders.map((folder) => join(folder, NAME))].find(isProgram);
  if (found !== undefined) return found;
  throw new MeasurementError(
    "RUNNER_MISSING",
    `The native runner ${NAME} is not built, and not in PATH`,
    `Build it with \`npm run build:runner\` or \`./scripts/setup\`, or name it in ${RUNNER_VARIABLE}`,
  );
}

function checked(path: string): string {
  if (isProgram(path)) return path;
  throw new MeasurementError(
    "RUNNER_MISSING",
    `${RUNNER_VARIABLE} names ${path}, which is no program that can be executed`,
    `Correct or unset ${RUNNER_VARIABLE}; \`npm run build:runner\` builds the runner`,
  );
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
