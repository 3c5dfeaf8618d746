import { MeasurementError } from "../core/error.js";
import { cannotStart } from "./launch.js";
import { type RunnerInfo, runnerInfoSchema } from "./protocol.js";

/** More than the slowest device takes to come up. */
const PATIENCE_MS = 120_000;

/** Asks the runner for its back ends. Throws RUNNER_FAILED when it cannot say. */
export async function askRunner(file: string, args: readonly string[]): Promise<RunnerInfo> {
  const { execa } = await import("execa");
  const answer = await execa(file, ["info", ...args], {
    stdin: "ignore",
    stderr: "inherit",
    reject: false,
    timeout: PATIENCE_MS,
    maxBuffer: 1 << 24,
  });
  if (answer.exitCode === undefined && answer.signal === undefined) throw cannotStart(file, answer.cause);
  const { data, error } = runnerInfoSchema.safeParse(parse(answer.stdout));
  if (data !== undefined && answer.exitCode === 0) return data;
  const [issue] = error?.issues ?? [];
  const how = answer.exitCode === undefined ? `was ended by ${answer.signal}` : `ended with status ${answer.exitCode}`;
  const why = answer.exitCode === 0 ? `${issue?.path.join(".") || "its answer"}: ${issue?.message}` : `it ${how}`;
  throw new MeasurementError(
    "RUNNER_FAILED",
    `${file} info does not say what it has: ${why}`,
    "Build the runner that belongs to this version: `npm run build:runner`",
  );
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
