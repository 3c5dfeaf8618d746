import { MeasurementError } from "../../src/core/error.js";
import type { Finding } from "../../src/core/finding.js";
import { type Detection, defineProbe, type Host, type OpenProbe, type OpenRequest } from "../../src/core/probe.js";
import { boardRail, totalOf } from "../shared/nvidia/boards.js";
import { conditionsOf, fieldsOf, type Gpu, gpuOf, hasModule, plansOf } from "../shared/nvidia/gpus.js";
import { unmeasuredTime } from "../shared/nvidia/sensors.js";
import type { Row } from "../shared/nvidia/table.js";
import { choosePace } from "../shared/pace.js";
import { findProgram, runToEnd } from "../shared/program.js";
import { refused } from "../shared/refusals.js";
import { findTool, install, LONGEST_ANSWER, query, queryCall } from "./query.js";
import { refusalOf } from "./refusals.js";
import { type Settings, settings } from "./settings.js";
import { sample } from "./stream.js";

const NAME = "nvidia-smi";
/** Reading faster only repeats values (devices.md B4): values change every 100 ms, on some every 20 ms. */
const SHORTEST = { slow: 0.02, fast: 0.01 };
/** A tool that says nothing for this many periods hangs. */
const SILENCE = { periods: 20, least: 5 };

export default defineProbe<Settings>({
  name: NAME,
  title: "Board power of NVIDIA GPUs, by the driver's own program",
  settings,
  use: "measured",
  detect: async (host) => detect(host),
  open: async (settings, host, request) => open(settings, host, request),
});

async function detect(host: Host): Promise<Detection> {
  const file = findProgram(host.root, NAME);
  if (file === undefined) return { status: "missing", what: "nvidia-smi is not installed", remedy: install };
  const { lines, ...ended } = await runToEnd({ file, args: ["-L"] }, { ...host, limit: 5 });
  const gpus = lines.filter((line) => /^GPU \d+:/.test(line));
  if (ended.code !== 0 || gpus.length === 0) return refused(refusalOf(ended, lines));
  if (gpus.every((line) => line.includes("(nvgpu)")))
    return { status: "missing", what: "a Jetson's own GPU", remedy: install };
  return { status: "found", what: gpus.map((line) => line.replace(/ \(UUID.*$/, "")).join(", ") };
}

async function open({ gpus: selected, field }: Settings, host: Host, request: OpenRequest): Promise<OpenProbe> {
  const tool = { file: findTool(host), ...(selected !== undefined && { gpus: [selected].flat().map(String) }) };
  const { fields, rows } = await query(tool, host);
  const gpus = rows.flatMap((row) => gpuOf(row, field) ?? []);
  if (gpus.length === 0) throw noPower(rows, field);
  const fast = gpus.some(({ sensor }) => sensor.update < SHORTEST.slow * 2);
  const shortest = fast ? SHORTEST.fast : SHORTEST.slow;
  const update = Math.min(...gpus.map(({ sensor }) => sensor.update));
  const pace = choosePace(request, {
    defaultRate: 2 / update,
    shortest,
    because: `the GPUs make a new value every ${update * 1000} ms`,
  });
  const everyMs = Math.round(pace.period * 1000);
  const plans = plansOf(gpus, everyMs / 1000);
  const conditions = gpus.flatMap((gpu) =>
    conditionsOf(
      gpu,
      rows.find((row) => row.cell("uuid") === gpu.uuid),
    ),
  );
  const closing = new AbortController();
  const sampling = {
    probe: NAME,
    program: queryCall(
      { ...tool, gpus: gpus.map(({ uuid }) => uuid) },
      [...fieldsOf(gpus), ...new Set(conditions.map(({ source }) => source.field))].filter((name) =>
        fields.includes(name),
      ),
      everyMs,
    ),
    sources: [...plans, ...conditions].map(({ source }) => source),
    columns: [...plans.map(({ rail }) => rail.id), ...conditions.map(({ condition }) => condition.name)],
    clock: host.clock,
    period: everyMs / 1000,
    silence: Math.max(SILENCE.least, (SILENCE.periods * everyMs) / 1000),
    startUp: LONGEST_ANSWER,
  };
  return {
    rails: plans.map(({ rail }) => rail),
    totals: totalOf(gpus.map(hasModule)),
    conditions: conditions.map(({ condition }) => condition),
    device: gpus.map(({ name }) => name).join(", "),
    findings: [
      ...pace.findings,
      ...withoutPower(rows, gpus),
      ...gpus.flatMap(({ index, sensor }) => unmeasuredTime(boardRail(index), sensor)),
    ],
    batches: (signal) => sample(sampling, AbortSignal.any([signal, closing.signal])),
    [Symbol.asyncDispose]: async () => closing.abort(),
  };
}

function noPower(rows: readonly Row[], field: string): MeasurementError {
  const said = [...new Set(rows.map((row) => row.cell(field === "auto" ? "power.draw" : field) ?? "no such field"))];
  return new MeasurementError(
    "UNAVAILABLE",
    `nvidia-smi has no power of any GPU (${said.join(", ")})`,
    field === "auto" ? "This GPU has no sensor that the driver reads; use a meter in its supply" : "Use `field=auto`",
  );
}

function withoutPower(rows: readonly Row[], gpus: readonly Gpu[]): readonly Finding[] {
  const known = new Set(gpus.map(({ uuid }) => uuid));
  const others = rows.filter((row) => !known.has(row.cell("uuid") ?? ""));
  return others.map((row) => ({
    code: "gpu-without-power",
    severity: "degraded",
    message: `GPU ${row.cell("index") ?? "?"} (${row.cell("name") ?? "?"}) has no power reading: ${row.cell("power.draw") ?? ""}`,
    remedy: "Leave it out with `gpus`, or measure it in its supply",
  }));
}
