// Runs one command as `joulemark run` does, without instruments: harness.ts SETTINGS-JSON CMD...
import { writeFileSync } from "node:fs";
import { hostClock } from "../../../src/core/clock.js";
import { asMeasurementError, exitCodes } from "../../../src/core/error.js";
import type { Mark } from "../../../src/core/mark.js";
import { exitStatus } from "../../../src/wrap/exit.js";
import { openMarks } from "../../../src/wrap/marks.js";
import { parseMarkRegex } from "../../../src/wrap/patterns.js";
import { signalScope } from "../../../src/wrap/signal-scope.js";
import { wrapCommand } from "../../../src/wrap/wrap.js";

const [settingsText = "{}", ...command] = process.argv.slice(2);
const { result, runId, markRegex, talks } = JSON.parse(settingsText);

async function main(): Promise<number> {
  using signals = signalScope(hostClock);
  const collected: Mark[] = [];
  const onMark = (mark: Mark) => collected.push(mark);
  await using marks = await openMarks({ clock: hostClock, onMark });
  const output = markRegex === undefined ? undefined : { markRegex: parseMarkRegex(markRegex) };
  const wrapped = await wrapCommand(command, {
    clock: hostClock,
    runId,
    signals,
    marks,
    onMark,
    onStart: () => {
      if (talks) process.stderr.write("ours\n");
    },
    ...(output !== undefined && { output }),
  });
  const seen = { ...wrapped, marks: collected, markFindings: marks.findings, path: marks.path };
  writeFileSync(
    result,
    JSON.stringify(seen, (_key, value) => (typeof value === "bigint" ? String(value) : value)),
  );
  return wrapped === undefined ? 0 : exitStatus(wrapped.exit);
}

process.exitCode = await main().catch((thrown: unknown) => {
  const { code, message, stack } = asMeasurementError(thrown);
  process.stderr.write(`joulemark: ${code === "INTERNAL" ? stack : message}\n`);
  return exitCodes[code];
});
