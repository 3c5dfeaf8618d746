import { asMeasurementError } from "../../src/core/error.js";
import { type Detection, defineProbe, type Host, type OpenProbe, type OpenRequest } from "../../src/core/probe.js";
import { columnsOf } from "../../src/core/rail.js";
import { mostWattsOf } from "../shared/jetson/boards.js";
import { iioChip } from "../shared/jetson/chips.js";
import { choosePace } from "../shared/pace.js";
import { refused } from "../shared/refusals.js";
import type { Line } from "../shared/tegrastats/line.js";
import { makeRails } from "../shared/tegrastats/rails.js";
import { type TegrastatsSettings, tegrastatsSettings } from "../shared/tegrastats/settings.js";
import { call, look, type Seen } from "./look.js";
import { sample } from "./stream.js";

const NAME = "tegrastats";
const DEFAULT_RATE = 10;
/** For each line the tool reads every clock, temperature and processor's load: faster, it would be a load itself. */
const SHORTEST = 0.1;
/** A tool that says nothing for this many periods hangs. */
const SILENCE = { periods: 10, least: 5 };

export default defineProbe<TegrastatsSettings>({
  name: NAME,
  title: "Rails of a Jetson as NVIDIA's tegrastats prints them",
  settings: tegrastatsSettings,
  // the same monitors as jetson-ina, which reads them better: both would count everything twice
  use: "on-request",
  detect: async (host) => detect(host),
  open: async (settings, host, request) => open(settings, host, request),
});

async function detect(host: Host): Promise<Detection> {
  try {
    return { status: "found", what: describe(await look(host)) };
  } catch (thrown) {
    return refused(asMeasurementError(thrown));
  }
}

/** `Jetson AGX Orin: VDD_GPU_SOC, ...`. */
const describe = ({ board, line: { readings } }: Seen): string =>
  `${board?.name ?? "unknown board"}: ${readings.map(({ rail }) => rail).join(", ")}`;

async function open(settings: TegrastatsSettings, host: Host, request: OpenRequest): Promise<OpenProbe> {
  const seen = await look(host);
  const { file, line, board } = seen;
  const pace = paceOf(line, request);
  const everyMs = Math.ceil(pace.period * 1000);
  const { rails, totals, findings } = makeRails(line, { board, settings, period: everyMs / 1000 });
  const closing = new AbortController();
  const sampling = {
    probe: NAME,
    program: call(file, everyMs),
    rails: rails.map(({ id }) => id),
    columns: columnsOf(rails).map(({ name }) => name),
    mostWatts: mostWattsOf(board),
    clock: host.clock,
    period: everyMs / 1000,
    silence: Math.max(SILENCE.least, (SILENCE.periods * everyMs) / 1000),
  };
  return {
    rails,
    totals,
    device: describe(seen),
    findings: [...findings, ...pace.findings],
    batches: (signal) => sample(sampling, AbortSignal.any([signal, closing.signal])),
    [Symbol.asyncDispose]: async () => closing.abort(),
  };
}

function paceOf({ unitless }: Line, request: OpenRequest) {
  const shortest = unitless ? iioChip.cycle : SHORTEST;
  const because = unitless
    ? `the monitors make a new value every ${shortest * 1000} ms`
    : `tegrastats is itself a load when it prints more often than every ${shortest * 1000} ms`;
  return choosePace(request, { defaultRate: DEFAULT_RATE, shortest, because });
}
