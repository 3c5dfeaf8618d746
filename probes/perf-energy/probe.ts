import { MeasurementError } from "../../src/core/error.js";
import type { Finding } from "../../src/core/finding.js";
import { type Detection, defineProbe, type Host, type OpenProbe, type OpenRequest } from "../../src/core/probe.js";
import type { Seconds } from "../../src/core/units.js";
import { choosePace } from "../shared/pace.js";
import { selectRails } from "../shared/rail-settings.js";
import { readyChild } from "../shared/ready-child.js";
import { refused } from "../shared/refusals.js";
import { completeTotals } from "../shared/totals.js";
import type { Interval } from "./intervals.js";
import { idOf, processorClass, railsOf, sourcesOf, totalsOf } from "./rails.js";
import { IntervalReader } from "./reader.js";
import { refusalOf } from "./refusals.js";
import { type Settings, settings } from "./settings.js";
import { call, needTool, oneInterval } from "./tool.js";

const NAME = "perf-energy";
/** perf warns of its own load below 100 ms, and older ones take no less than 10. */
const DEFAULT_RATE = 10;
const SHORTEST: Seconds = 0.01;
/** A tool that says nothing for this many intervals hangs. */
const SILENCE = { intervals: 20, least: 5 };

export default defineProbe<Settings>({
  name: NAME,
  title: "Energy events of the processor (RAPL), counted by perf",
  settings,
  // it reads the counters that the kernel shows elsewhere too: both together would count the same energy twice
  use: "on-request",
  supersedes: ["pcm-power"],
  detect: async (host) => detect(host),
  open: async (settings, host, request) => open(settings, host, request),
});

async function detect(host: Host): Promise<Detection> {
  try {
    const interval = await oneInterval(host, 1 / DEFAULT_RATE);
    return { status: "found", what: readable(interval).map(idOf).join(", ") };
  } catch (error) {
    if (error instanceof MeasurementError) return refused(error);
    throw error;
  }
}

async function open({ only }: Settings, host: Host, request: OpenRequest): Promise<OpenProbe> {
  const tool = needTool(host);
  const pace = choosePace(request, {
    defaultRate: DEFAULT_RATE,
    shortest: SHORTEST,
    because: "perf's intervals are no shorter than 10 ms",
  });
  const period = Math.round(pace.period * 1000) / 1000;
  const interval = await oneInterval(host, period);
  const all = sourcesOf(interval);
  const sources = readable(interval);
  const rails = railsOf(sources, { period, processor: processorClass(host.root, all) });
  const chosen = selectRails(
    rails.map((rail, index) => ({ rail, source: sources.slice(index, index + 1) })),
    only,
  );
  const chosenRails = withoutLostParents(chosen.map(({ rail }) => rail));
  const columns = chosenRails.map(({ id }) => `${id}.power`);
  const silence = Math.max(SILENCE.least, SILENCE.intervals * period);
  const counts = {
    probe: NAME,
    columns,
    period,
    sources: chosen.flatMap(({ source }) => source),
    expected: all.length,
  };
  return {
    rails: chosenRails,
    totals: completeTotals(totalsOf(all, sources), chosenRails),
    device: `processor: ${chosenRails.map(({ id }) => id).join(", ")}`,
    findings: [...pace.findings, ...unreadable(interval)],
    ...(await readyChild({
      program: call(tool, period),
      keeping: { clock: host.clock, silence, why: refusalOf },
      reader: new IntervalReader(counts),
    })),
  };
}

const readable = (interval: Interval) => {
  const numbers = interval.counts.filter(({ joules }) => typeof joules === "number");
  return sourcesOf({ ...interval, counts: numbers });
};

/** A rail whose package is not sampled is part of nothing here. */
const withoutLostParents = (rails: ReturnType<typeof railsOf>) =>
  rails.map(({ partOf, ...rail }) =>
    partOf === undefined || !rails.some(({ id }) => id === partOf) ? rail : { ...rail, partOf },
  );

const unreadable = ({ counts }: Interval): readonly Finding[] =>
  counts.flatMap((count) =>
    typeof count.joules === "number"
      ? []
      : [
          {
            code: "rail-unreadable",
            severity: "degraded",
            message: `${idOf(count)} is not counted (${count.joules}) and is left out`,
            remedy: "None if this processor has no such counter; else run `perf stat -a -e power/energy-pkg/ sleep 1`",
            rail: idOf(count),
          },
        ],
  );
