import { createInterface } from "node:readline";
import { MeasurementError } from "../../core/error.js";
import { signalScope } from "../../wrap/signal-scope.js";
import type { Context } from "../context.js";
import { interruptedStatus } from "../open-instruments.js";

/** More than anybody types, or a pipe that never ends. */
const MOST_CHARACTERS = 16 * 1024 * 1024;

/**
 * Lines from standard input up to its end, asked for one by one when it is a terminal; the exit status when that was
 * interrupted. Throws CONFIG for more than a table can be.
 */
export async function typedReadings({ clock, stderr }: Context): Promise<string | number> {
  using signals = signalScope(clock);
  const input = process.stdin;
  const asked = input.isTTY === true;
  if (asked) stderr.write("One step a line: what the sensor shows, then the reference; Ctrl-D when done\n");
  const lines: string[] = [];
  let characters = 0;
  const reader = createInterface({ input, signal: signals.signal });
  const ask = () => asked && stderr.write(`step ${lines.length + 1}> `);
  ask();
  for await (const line of reader) {
    characters += line.length + 1;
    if (characters > MOST_CHARACTERS) throw tooMany();
    lines.push(line);
    ask();
  }
  if (asked) stderr.write("\n");
  return signals.interruptedBy === undefined ? lines.join("\n") : interruptedStatus(signals);
}

const tooMany = (): MeasurementError =>
  new MeasurementError(
    "CONFIG",
    `Standard input holds more than ${MOST_CHARACTERS} characters`,
    "Give a table with --table FILE",
  );
