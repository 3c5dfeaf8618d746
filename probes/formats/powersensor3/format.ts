import type { Finding } from "../../../src/core/finding.js";
import { defineFormat } from "../../../src/core/format.js";
import type { Mark } from "../../../src/core/mark.js";
import type { Rail, Total } from "../../../src/core/rail.js";
import { nanoseconds, type Seconds } from "../../../src/core/units.js";
import { checkRailKeys } from "../../shared/rail-settings.js";
import { LineRecording, onlyFile } from "../line-recording.js";
import { type Beginning, readBeginning } from "./header.js";
import { type Marker, rejections, takeRows } from "./row.js";
import { type DumpSettings, dumpSettings } from "./settings.js";

const NAME = "powersensor3";
/** More markers than this are counted, not listed. */
const MOST_LISTED = 50;

/** What PowerSensor3's host library dumps: text, one line for each set of readings. */
export default defineFormat({
  name: NAME,
  title: "a dump of PowerSensor3's host library",
  settings: dumpSettings,
  async read(files, settings) {
    const path = onlyFile(NAME, files);
    const beginning = await readBeginning(path);
    const markers: Marker[] = [];
    const rails = railsOf(beginning, settings);
    checkRailKeys(
      settings.points,
      rails.map((rail) => ({ rail })),
    );
    return new LineRecording({
      probe: NAME,
      path,
      device: "PowerSensor3",
      rails,
      totals: totalsOf(rails),
      startMs: 0,
      clock: "the dump's time column, which counts from an unknown day, here 1970-01-01",
      rejections,
      take: takeRows(beginning, markers),
      endMarks: () => marksBetween(markers, beginning.period),
      endFindings: () => (markers.length === 0 ? [] : [markersFinding(markers)]),
    });
  },
});

const railsOf = ({ layout, period }: Beginning, { point, points, accuracyPercent }: DumpSettings): readonly Rail[] =>
  layout.pairs.map(({ id }) => ({
    id,
    point: points[id] ?? point,
    measures: "power",
    columns: [
      { name: `${id}.voltage`, quantity: "voltage", unit: "V", scale: 1 },
      { name: `${id}.current`, quantity: "current", unit: "A", scale: 1 },
    ],
    period,
    window: { kind: "instantaneous" },
    uncertainty: [
      {
        id: "accuracy",
        kind: "gain",
        of: "power",
        distribution: "rectangular",
        size: accuracyPercent / 100,
        origin: "setting accuracyPercent",
      },
    ],
  }));

/** The dump's own power_total; none where the pairs are at several points. */
function totalsOf(rails: readonly Rail[]): readonly Total[] {
  const parts = rails.map(({ id }) => id);
  const one = new Set(rails.map(({ point }) => point)).size === 1;
  return one && parts.length > 1 ? [{ name: "pairs", parts, scope: "all pairs in use" }] : [];
}

/**
 * One window from each marker to the next, named after both. The device sets the bit in the set that it sends next, whose
 * conversions began up to a period before (measurement.md 3.4).
 */
function marksBetween(markers: readonly Marker[], within: Seconds): readonly Mark[] {
  return markers.slice(1).flatMap((to, index): Mark[] => {
    const from = markers[index] ?? to;
    const mark = (kind: Mark["kind"], { at }: Marker): Mark => ({
      kind,
      name: `${from.letter} to ${to.letter}`,
      at: nanoseconds(at),
      within,
      source: "fd",
    });
    return to.at > from.at ? [mark("begin", from), mark("end", to)] : [];
  });
}

function markersFinding(markers: readonly Marker[]): Finding {
  const listed = markers.slice(0, MOST_LISTED).map(({ letter, at }) => `${letter} at ${at.toFixed(6)} s`);
  const rest = markers.length - listed.length;
  return {
    code: "imported-markers",
    severity: "note",
    message: `${markers.length} markers: ${listed.join(", ")}${rest > 0 ? `, and ${rest} more` : ""}; seconds after the first row`,
    remedy: "None needed",
    probe: NAME,
  };
}
