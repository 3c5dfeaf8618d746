import { familyText, type Labelled } from "../../sinks/prometheus/exposition.js";
import type { Status } from "./status.js";

const one = (value: number): readonly Labelled[] => [{ labels: {}, value }];

/** What a stream does, in the text format that Prometheus reads; what has not happened yet has no line. */
export function metricsText(status: Status, lastSuccessS: readonly (number | undefined)[]): string {
  const { probes, sinks, spool } = status;
  const gauge = (name: string, help: string, values: readonly Labelled[]) =>
    familyText({ name: `joulemark_stream_${name}`, help, type: "gauge" }, values);
  const counter = (name: string, help: string, values: readonly Labelled[]) =>
    familyText({ name: `joulemark_stream_${name}_total`, help, type: "counter" }, values);
  const bySink = (value: (sink: Status["sinks"][number], index: number) => number): readonly Labelled[] =>
    sinks.map((sink, index) => ({ labels: { sink: sink.sink }, value: value(sink, index) }));
  return [
    gauge("healthy", "1 when /health answers 200", one(status.status === "ok" ? 1 : 0)),
    counter(
      "samples",
      "Instants sampled",
      probes.map(({ name, samples }) => ({ labels: { probe: name }, value: samples })),
    ),
    counter("missed_ticks", "Instants missed by our own sampling", one(status.missedTicks)),
    counter("dropped_samples", "Instants sampled and not kept: no room in the spool", one(status.droppedSamples)),
    counter(
      "sent_samples",
      "Samples of rails that the sink has",
      bySink(({ sentSamples }) => sentSamples),
    ),
    counter(
      "refused",
      "Points that the sink will never take",
      bySink(({ refused }) => refused),
    ),
    gauge(
      "waiting_bytes",
      "Bytes of closed segments that the sink does not have yet",
      bySink(({ waitingBytes }) => waitingBytes),
    ),
    gauge(
      "last_success_timestamp_seconds",
      "When the sink last took something",
      bySink((_, index) => lastSuccessS[index] ?? Number.NaN),
    ),
    gauge("spool_bytes", "What the spool comes to", one(spool.bytes)),
    gauge("spool_limit_bytes", "What the spool may come to", one(spool.mostBytes)),
    gauge("segments", "Recordings in the spool", one(spool.segments)),
  ].join("");
}
