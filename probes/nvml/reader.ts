// The program that calls the library. A process of its own, not a thread: a thread that hangs in the library keeps its
// process from ever ending, and a fault in the library takes its process with it.
// usage: reader LIBRARY [settle | PLAN] - prints an answer, or lines of samples until its input ends
import { writeSync } from "node:fs";
import { hostClock } from "../../src/core/clock.js";
import { type Nanoseconds, nanoseconds } from "../../src/core/units.js";
import type { Answer, Refused } from "./answer.js";
import { type Library, loadLibrary, Nvml } from "./bindings.js";
import { describe } from "./describe.js";
import { type Plan, sample } from "./loop.js";

/** Longer than a counter stands still. */
const SETTLE_MS = 250;
const SECOND = nanoseconds(1);
const write = (text: string): void => {
  writeSync(1, text);
};
const say = (answer: Answer): void => write(`${JSON.stringify(answer)}\n`);

const [, , file = "", task] = process.argv;
const library = load(file);
if ("refused" in library) say(library);
else run(new Nvml(library));

function load(name: string): Library | Refused {
  try {
    return loadLibrary(name);
  } catch (error) {
    const missing = error instanceof Error && "code" in error && error.code === "MODULE_NOT_FOUND";
    return { refused: missing ? { package: "koffi" } : { library: error instanceof Error ? error.message : "" } };
  }
}

function run(nvml: Nvml): void {
  const code = nvml.init();
  if (code !== 0) say({ refused: { code, said: nvml.errorString(code) } });
  else answerTo(nvml);
}

function answerTo(nvml: Nvml): void {
  if (task === undefined) say(describe(nvml));
  else if (task === "settle") say(describe(nvml, settle));
  else sample(nvml, JSON.parse(task) as Plan, { clock: hostClock, sleepUntil: inputSleep(), write });
  nvml.shutdown();
}

function settle(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, SETTLE_MS);
}

/** Sleeps in ppoll(2) on the input, whose end, also by the death of whoever started this, ends the sleep at once. */
function inputSleep(): (until: Nanoseconds) => boolean {
  const [POLLIN, SIGKILL, PR_SET_PDEATHSIG] = [1, 9, 1];
  const libc = loadLibrary("libc.so.6");
  // while the library hangs nothing looks at the input
  libc.func("prctl", "int", ["int", "unsigned long"])(PR_SET_PDEATHSIG, SIGKILL);
  const ppoll = libc.func("ppoll", "int", ["void *", "unsigned long", "void *", "void *"]);
  const input = Buffer.alloc(8);
  input.writeInt16LE(POLLIN, 4);
  const span = new BigInt64Array(2);
  return (until) => {
    const left = until - hostClock.now();
    span[0] = left > 0n ? left / SECOND : 0n;
    span[1] = left > 0n ? left % SECOND : 0n;
    return Number(ppoll(input, 1, span, null)) > 0;
  };
}
