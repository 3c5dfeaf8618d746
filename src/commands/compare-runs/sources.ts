import type { Quantity } from "../../core/quantity.js";
import type { Manifest, RecordedProbe } from "../../core/recording.js";

/** What of a recording says which errors others may share with it. */
export interface Shared {
  /** Its computer and, by probe, its instruments. */
  readonly host: Manifest["host"];
  readonly probes: readonly RecordedProbe[];
  /** Ids of the curves it was corrected by. */
  readonly curves: readonly string[];
  /** Probes whose delay was found in this very recording. */
  readonly synced: ReadonlySet<string>;
  /** Both sides are in this recording: its clocks are theirs together. */
  readonly inOne?: boolean;
}

/** What makes an instrument the same one in two recordings. */
export const deviceKey = ({ hostname, cpu, arch }: Manifest["host"], { name, device }: RecordedProbe): string =>
  [hostname, cpu, arch, name, device].join(" / ");

/**
 * Renames the sources of a side's number so that those, and only those, that another side really shares have one name:
 * gain, offset and lag of the same instrument on the same computer, and the errors of a curve, wherever it is used.
 * All else (noise, edges, rounding, what a load hides from a sensor) is the side's own: it is taken for independent.
 */
export function placing(label: string, shared: Shared): (q: Quantity) => Quantity {
  const { host, probes, curves } = shared;
  const ids = new Map<string, string>();
  for (const probe of probes) for (const id of lasting(probe, shared)) ids.set(id, `${id} @ ${deviceKey(host, probe)}`);
  const ofCurve = (id: string) =>
    curves.some((curve) => id.startsWith(`${curve}/`) && !id.startsWith(`${curve}/averaging/`));
  const place = (id: string) => ids.get(id) ?? (ofCurve(id) ? id : `${label}: ${id}`);
  return (q) => placed(q, place);
}

/** Ids of the errors of an instrument that last: they are the same ones in its next recording. */
function lasting({ name, rails }: RecordedProbe, { synced, inOne = false }: Shared): readonly string[] {
  const ofRails = rails.flatMap(({ id, uncertainty }) => [
    `${name}/${id}/time constant`,
    ...uncertainty.flatMap((source) =>
      source.kind === "resolution" ? [] : [source.shared ?? `${name}/${id}/${source.id}`],
    ),
  ]);
  if (inOne) return [`${name}/delay`, `${name}/clock`, `${name}/least delay`, ...ofRails];
  return synced.has(name) ? ofRails : [`${name}/delay`, ...ofRails];
}

/** A quantity whose sources have other names. */
export function placed(q: Quantity, place: (id: string) => string): Quantity {
  const renamed = <T>(entries: ReadonlyMap<string, T>) =>
    new Map([...entries].map(([id, value]) => [place(id), value]));
  const { model } = q;
  return {
    ...q,
    sources: renamed(q.sources),
    dof: renamed(q.dof),
    shapes: renamed(q.shapes),
    ...(model !== undefined && { model: (placeOf: (id: string) => number) => model((id) => placeOf(place(id))) }),
  };
}
