import { MeasurementError } from "../../src/core/error.js";
import type { Finding } from "../../src/core/finding.js";
import { type Detection, defineProbe, type Host, type OpenProbe, type OpenRequest } from "../../src/core/probe.js";
import { boardRail, totalOf } from "../shared/nvidia/boards.js";
import { unmeasuredTime } from "../shared/nvidia/sensors.js";
import { choosePace, type Pace } from "../shared/pace.js";
import { runToEnd } from "../shared/program.js";
import { refused } from "../shared/refusals.js";
import { answerIn, type Described, type GpuAnswer } from "./answer.js";
import { conditionsOf, type Gpu, gpuOf, plansOf, reasonsOf } from "./gpus.js";
import { findLibrary, LIBRARY, readerProgram } from "./library.js";
import { install, refusalFor, refusalOf } from "./refusals.js";
import { selectGpus } from "./select.js";
import { type Settings, settings } from "./settings.js";
import { sample } from "./stream.js";
import { isCounter } from "./ways.js";

const NAME = "nvml";
/** A GPU that nothing keeps awake wakes up first, which takes seconds; looking for it waits for less. */
const LONGEST = { answer: 20, look: 5 };
/** Reading faster only repeats values: they change every 100 ms, on some every 20 ms (devices.md B6). */
const SHORTEST = 0.01;
/** Reading may fill this share of the period: a call of the energy counter can take 2.4 ms (devices.md B5). */
const BUSIEST = 0.5;
/** Conditions are read with every sample up to 20 a second. */
const FASTEST_CONDITIONS = 0.05;
/** A library that says nothing for this many periods hangs; starting takes it seconds where nothing keeps the driver awake. */
const SILENCE = { periods: 20, least: 5 };

export default defineProbe<Settings>({
  name: NAME,
  title: "Board energy and power of NVIDIA GPUs, by the driver's library",
  settings,
  use: "measured",
  supersedes: ["nvidia-smi"],
  detect: async (host) => detect(host),
  open: async (settings, host, request) => open(settings, host, request),
});

async function detect(host: Host): Promise<Detection> {
  const library = findLibrary(host.root);
  if (library === undefined) return { status: "missing", what: `${LIBRARY} is not installed`, remedy: install };
  try {
    const { gpus, driver } = await ask(library, host);
    const measured = gpus.filter((gpu) => gpuOf(gpu, "auto") !== undefined);
    if (measured.length === 0) return refused(noPower(gpus, "auto"));
    const what = measured.map(({ index, name }) => `GPU ${index}: ${name}`).join(", ");
    return { status: "found", what: `${what} (driver ${driver})` };
  } catch (error) {
    if (error instanceof MeasurementError) return refused(error);
    throw error;
  }
}

/** What the library says once; throws why it says nothing. */
async function ask(library: string, host: Host, ...task: readonly "settle"[]): Promise<Described> {
  const limit = task.length === 0 ? LONGEST.look : LONGEST.answer;
  const { lines, ...ended } = await runToEnd(readerProgram(library, ...task), { ...host, limit });
  const answer = answerIn(lines);
  if (answer === undefined) throw refusalOf(ended, lines);
  if ("refused" in answer) throw refusalFor(answer);
  return answer;
}

async function open({ gpus: selected, value }: Settings, host: Host, request: OpenRequest): Promise<OpenProbe> {
  const library = findLibrary(host.root);
  if (library === undefined) throw new MeasurementError("UNAVAILABLE", `${LIBRARY} is not installed`, install);
  const answer = await ask(library, host, "settle");
  const wanted = selectGpus(answer, selected);
  const gpus = wanted.flatMap((gpu) => gpuOf(gpu, value) ?? []);
  if (gpus.length === 0) throw noPower(wanted, value);
  if (value === "samples" && gpus.length > 1) throw oneAtATime();
  const pace = value === "samples" ? driversOwn(gpus) : paceOf(gpus, request);
  const plans = plansOf(gpus, pace.period);
  const conditions = conditionsAt(pace, value, gpus);
  const sources = [...plans, ...conditions].map(({ source }) => source);
  const closing = new AbortController();
  const sampling = {
    probe: NAME,
    program: readerProgram(library, JSON.stringify({ sources, period: pace.period })),
    rails: plans.length,
    columns: [...plans.map(({ rail }) => rail.id), ...conditions.map(({ condition }) => condition.name)],
    clock: host.clock,
    period: pace.period,
    silence: Math.max(SILENCE.least, SILENCE.periods * pace.period),
    startUp: LONGEST.answer,
  };
  return {
    rails: plans.map(({ rail }) => rail),
    totals: totalOf(gpus.map(({ index, moduleWay }) => ({ index, hasModule: moduleWay !== undefined }))),
    conditions: conditions.map(({ condition }) => condition),
    device: `${gpus.map(({ index, name }) => `GPU ${index}: ${name}`).join(", ")}; driver ${answer.driver}`,
    findings: [
      ...pace.findings,
      ...withoutPower(wanted, value),
      ...(selected === undefined ? lostOnes(answer) : []),
      ...gpus.flatMap(blindTime),
    ],
    batches: (signal) => sample(sampling, AbortSignal.any([signal, closing.signal])),
    [Symbol.asyncDispose]: async () => closing.abort(),
  };
}

/** Conditions change slowly, and each is a call more: at a faster pace they would cost what is measured, and are left out. */
const conditionsAt = ({ period }: Pace, value: Settings["value"], gpus: readonly Gpu[]) =>
  value === "samples" || period < FASTEST_CONDITIONS ? [] : conditionsOf(gpus);

function paceOf(gpus: readonly Gpu[], request: OpenRequest): Pace {
  const update = Math.min(...gpus.map(({ sensor }) => sensor.update));
  const reading = gpus.reduce((sum, { readMs }) => sum + readMs, 0) / 1000;
  const shortest = Math.max(SHORTEST, reading / BUSIEST);
  const because =
    shortest > SHORTEST
      ? `one reading of all GPUs takes ${Number((reading * 1000).toPrecision(2))} ms`
      : `the GPUs make a new value every ${update * 1000} ms`;
  return choosePace(request, { defaultRate: 2 / update, shortest, because });
}

/** The driver samples when it likes: no rate changes that. */
const driversOwn = (gpus: readonly Gpu[]): Pace => ({
  period: Math.max(...gpus.map(({ sensor }) => sensor.update)),
  findings: [],
});

/** Samples of two GPUs are of different instants, and a row of samples has one. */
const oneAtATime = (): MeasurementError =>
  new MeasurementError(
    "CONFIG",
    "The driver's own samples are of one GPU at a time",
    "Add `gpus=0`, name the probe once for each GPU, or use another `value`",
  );

function noPower(gpus: readonly GpuAnswer[], value: Settings["value"]): MeasurementError {
  if (gpus.length === 0)
    return new MeasurementError("UNAVAILABLE", `${LIBRARY} gives no GPU`, "Look at `lspci` and `dmesg` for the GPU");
  const said = gpus.map((gpu) => `${gpu.name}: ${reasonsOf(gpu, value)}`).join("; ");
  return new MeasurementError("UNAVAILABLE", `${LIBRARY} has no power of any GPU (${said})`, elsewhere(gpus, value));
}

/** What to do about GPUs without power. */
function elsewhere(gpus: readonly GpuAnswer[], value: Settings["value"]): string {
  if (value !== "auto") return "Use `value=auto`";
  return gpus.some(({ name }) => name.includes("nvgpu"))
    ? "This is a Jetson's own GPU: its rails are read by jetson-ina"
    : "This GPU has no sensor that the driver reads; use a meter in its supply";
}

const withoutPower = (gpus: readonly GpuAnswer[], value: Settings["value"]): readonly Finding[] =>
  gpus
    .filter((gpu) => gpuOf(gpu, value) === undefined)
    .map((gpu) => ({
      code: "gpu-without-power",
      severity: "degraded",
      message: `GPU ${gpu.index} (${gpu.name}) has no power reading: ${reasonsOf(gpu, value)}`,
      remedy: "Leave it out with `gpus`, or measure it in its supply",
    }));

const lostOnes = ({ lost }: Described): readonly Finding[] =>
  lost.map(({ index, reason }) => ({
    code: "gpu-without-power",
    severity: "degraded",
    message: `GPU ${index} does not answer: ${reason}`,
    remedy: "See `dmesg | grep -i xid`; reset the GPU, restart the computer, or leave the GPU out with `gpus`",
  }));

/** Of power alone: what a counter adds up has no window to fall beside (measurement.md 4.5). */
const blindTime = ({ index, way, sensor }: Gpu): readonly Finding[] =>
  isCounter(way) ? [] : unmeasuredTime(boardRail(index), sensor);
