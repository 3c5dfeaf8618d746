import { columnNamesOf } from "../core/condition.js";
import type { Finding } from "../core/finding.js";
import type { Marker } from "../core/marker.js";
import type { RecordedProbe } from "../core/recording.js";
import { type Bound, EdgeFinder, latenessBound, returnedEdges, type SeenEdge } from "../sync/marker-bound.js";
import type { RecordingToSummarize } from "./summarize-recording.js";

/** What marks that were sent into instruments' own streams say of the instants of their samples. */
export function markerFindings(recording: RecordingToSummarize): readonly Finding[] {
  return recording.manifest.probes.flatMap((probe) => {
    const sent = recording.events.flatMap((event) =>
      event.type === "marker" && event.probe === probe.name ? [event.marker] : [],
    );
    if (sent.length === 0) return [];
    const edges = [...returnedEdges(sent), ...edgesIn(recording, probe, sent)];
    const period = Math.min(...probe.rails.map((rail) => rail.period));
    return [...lost(probe, sent.length, edges.length), ...bounded(probe, edges, latenessBound(edges, period))];
  });
}

/** The edges of those markers that a column is to show. */
function edgesIn(recording: RecordingToSummarize, probe: RecordedProbe, sent: readonly Marker[]): readonly SeenEdge[] {
  const [column] = sent.flatMap((marker) => marker.column ?? []);
  const index = columnNamesOf(probe).indexOf(column ?? "");
  if (column === undefined || index < 0) return [];
  const { start } = recording.manifest;
  const finder = new EdgeFinder(
    sent.filter((marker) => marker.column === column),
    start,
  );
  for (const { at, columns, length } of recording.samples(probe.name))
    for (let k = 0; k < length; k++) finder.add(at[k] ?? Number.NaN, columns[index]?.[k] ?? Number.NaN);
  return finder.edges();
}

function lost({ name }: RecordedProbe, sent: number, seen: number): readonly Finding[] {
  if (seen >= sent) return [];
  return [
    {
      code: "marker-lost",
      severity: "note",
      message: `${sent - seen} of ${sent} markers that were sent to the instrument are not in its stream`,
      remedy: "See the wire and the setting markColumn, or that the meter has markers; the numbers do not need them",
      probe: name,
    },
  ];
}

const ms = (seconds: number) => Number((seconds * 1000).toPrecision(3));

function bounded({ name }: RecordedProbe, edges: readonly SeenEdge[], bound: Bound | undefined): readonly Finding[] {
  if (bound === undefined) return [];
  const { least, most } = bound;
  const by = `by ${edges.length} ${edges.length === 1 ? "marker" : "markers"} in its own stream`;
  if (least > most)
    return [
      {
        code: "marker-contradiction",
        severity: "degraded",
        message: `Samples stand at least ${ms(least)} ms and at most ${ms(most)} ms late ${by}: the meter's clock was not followed`,
        remedy: "See that nothing else moves the line, and measure again",
        probe: name,
      },
    ];
  return [
    {
      code: "marker-bound",
      severity: "note",
      message: `Samples stand between ${ms(least)} and ${ms(most)} ms later than they were taken, ${by}`,
      remedy: "Nothing to do; window edges of this instrument are off by no more than that",
      probe: name,
    },
  ];
}
