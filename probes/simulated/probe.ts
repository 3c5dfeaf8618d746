import { type Finding, MADE_UP } from "../../src/core/finding.js";
import { defineProbe, type OpenRequest } from "../../src/core/probe.js";
import type { Seconds } from "../../src/core/units.js";
import { railsOf, totalsOf } from "./rails.js";
import { type Settings, settings } from "./settings.js";
import { simulate } from "./stream.js";
import { readTrace } from "./trace.js";
import type { Waveform } from "./waveform.js";

const DEFAULT_PERIOD_MS = 10;

export default defineProbe<Settings>({
  name: "simulated",
  title: "A made-up instrument whose energy is known exactly, for trying and testing joulemark",
  settings,
  use: "on-request",
  async detect() {
    return { status: "found", what: "always there: a made-up waveform, for tests and demonstrations" };
  },
  async open(settings, { clock }, request) {
    const waveform = resolve(settings.waveform);
    const period = periodOf(settings, request);
    const rails = railsOf(settings, waveform, period);
    const totals = totalsOf(settings, rails);
    return {
      rails,
      totals,
      device: `simulated ${waveform.type}`,
      findings: [simulated(waveform), ...slow(period, request)],
      batches: (signal) => simulate({ settings, waveform, period, clock }, signal),
      [Symbol.asyncDispose]: () => Promise.resolve(),
    };
  },
});

function resolve(waveform: Settings["waveform"]): Waveform {
  if (waveform.type === "trace") return { type: "trace", trace: readTrace(waveform.file) };
  if (waveform.type === "dial") return { type: "dial", dial: { ...waveform, times: [], watts: [] } };
  return waveform;
}

/** The probe's own setting goes before the rate of the whole run. */
function periodOf({ periodMs }: Settings, { rate }: OpenRequest): Seconds {
  if (periodMs !== undefined) return periodMs / 1000;
  return rate === undefined ? DEFAULT_PERIOD_MS / 1000 : 1 / rate;
}

const simulated = ({ type }: Waveform): Finding => ({
  code: MADE_UP,
  severity: "note",
  message: `Every number of probe simulated is made up (${type} waveform)`,
  remedy: "Name a real instrument with --probe; `joulemark probes` lists those found here",
  probe: "simulated",
});

function slow(period: Seconds, { rate }: OpenRequest): readonly Finding[] {
  if (rate === undefined || period * rate <= 1.001) return [];
  const message = `Asked for ${rate} samples/s; periodMs in its settings gives ${1 / period}`;
  return [
    { code: "slow-instrument", severity: "note", message, remedy: "Remove periodMs or --rate", probe: "simulated" },
  ];
}
