import { defineProbe, type Host, type OpenProbe, type OpenRequest } from "../../src/core/probe.js";
import { choosePace } from "../shared/pace.js";
import type { Meter } from "../shared/serial/protocol.js";
import { connect } from "./connect.js";
import { markColumnOf } from "./mark-column.js";
import type { Shown } from "./markers.js";
import { openMarking } from "./marking.js";
import { detectPorts } from "./ports.js";
import { planRails } from "./rails.js";
import { clockConditions } from "./row-batches.js";
import { type Settings, settings } from "./settings.js";
import { type Holder, hangUp, sample } from "./stream.js";

const NAME = "serial-daq";

export default defineProbe<Settings>({
  name: NAME,
  title: "Meters on a serial port: instrumented rails, plug-in meters, bench instruments",
  settings,
  use: "on-request",
  detect: async (host) => detectPorts(host),
  open: async (settings, host, request) => open(settings, host, request),
});

async function open(settings: Settings, host: Host, request: OpenRequest): Promise<OpenProbe> {
  const connection = await connect(settings, host);
  const holder: Holder = { connection };
  try {
    const { meter } = connection;
    const { period, findings } = choosePace(atLeastSent(request, meter), {
      defaultRate: 1 / meter.period,
      shortest: meter.period,
      because: `the meter makes a row every ${Number((meter.period * 1000).toPrecision(3))} ms`,
    });
    const markColumn = markColumnOf(meter, settings.markColumn);
    const { plans, totals } = planRails({ ...meter, period }, settings, markColumn?.rail);
    const marking = await openMarking({ settings, host, holder, column: markColumn });
    const closing = new AbortController();
    const onMarker = (shown: Shown) => marking?.markers.shown(shown);
    const sampling = { probe: NAME, host, settings, plans, period, markColumn, onMarker };
    return {
      rails: plans.map(({ rail }) => rail),
      totals,
      conditions: [...(markColumn === undefined ? [] : [markColumn.condition]), ...clockConditions(meter)],
      findings,
      device: `${meter.device} at ${settings.path}`,
      ...(marking !== undefined && { mark: (mark) => marking.markers.mark(mark) }),
      batches: (signal) => sample(sampling, holder, AbortSignal.any([signal, closing.signal])),
      async [Symbol.asyncDispose]() {
        closing.abort();
        await marking?.[Symbol.asyncDispose]();
        await hangUp(holder.connection);
      },
    };
  } catch (error) {
    await hangUp(connection);
    throw error;
  }
}

/** A meter that sends by itself sends at its own pace: all of it is taken. */
const atLeastSent = ({ rate }: OpenRequest, { request, period }: Meter): OpenRequest =>
  rate === undefined || request !== undefined
    ? { ...(rate !== undefined && { rate }) }
    : { rate: Math.max(rate, 1 / period) };
