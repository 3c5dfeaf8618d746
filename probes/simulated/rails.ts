import { MeasurementError } from "../../src/core/error.js";
import type { Column, ErrorSource, Rail, Total } from "../../src/core/rail.js";
import type { Seconds } from "../../src/core/units.js";
import { regulatorRails } from "./regulator.js";
import type { Settings } from "./settings.js";
import { peakOf, type Waveform } from "./waveform.js";

function columns(id: string, { kind, voltageV }: Settings): readonly Column[] {
  if (kind === "energy-counter") return [{ name: id, quantity: "energy", unit: "J", scale: 1 }];
  if (voltageV === undefined) return [{ name: id, quantity: "power", unit: "W", scale: 1 }];
  return [
    { name: `${id}.voltage`, quantity: "voltage", unit: "V", scale: 1 },
    { name: `${id}.current`, quantity: "current", unit: "A", scale: 1 },
  ];
}

/** Only the step of the readings is an error: the waveform itself is the truth. Noise shows in the scatter of samples. */
function uncertainty({ kind, voltageV, resolution }: Settings): readonly ErrorSource[] {
  const of = kind === "energy-counter" ? "energy" : voltageV === undefined ? "power" : "current";
  const source = { kind: "resolution", of, distribution: "rectangular" } as const;
  return [{ ...source, id: "resolution", size: resolution ?? 0, origin: "stated in the settings of the simulation" }];
}

/** The rails a simulation was asked for. */
export function railsOf(settings: Settings, waveform: Waveform, period: Seconds): readonly Rail[] {
  const { kind, counterRangeJ, noiseSdW, regulator } = settings;
  const note = noiseSdW > 0 ? `simulated, noise sd ${noiseSdW} W` : "simulated";
  if (regulator !== undefined) {
    const common = { measures: kind, window: { kind: "instantaneous" }, note } as const;
    return regulatorRails(regulator, { peak: peakOf(waveform), period, common });
  }
  return settings.rails.map(({ id, scale, point, partOf }) => ({
    id,
    point: point ?? settings.point,
    measures: kind,
    columns: columns(id, settings),
    period,
    window: { kind: kind === "energy-counter" ? "counter" : "instantaneous" },
    // twice the peak: far below any wrap that is not one, far above any difference that is
    plausiblePower: Math.max(2 * scale * peakOf(waveform), 1),
    ...(counterRangeJ === undefined ? {} : { counterRange: counterRangeJ }),
    ...(partOf === undefined ? {} : { partOf }),
    uncertainty: uncertainty(settings),
    note,
  }));
}

/** The declared totals, or a CONFIG error when rails and totals do not fit together. */
export function totalsOf({ totals }: Settings, rails: readonly Rail[]): readonly Total[] {
  const byId = new Map(rails.map((rail) => [rail.id, rail]));
  if (byId.size !== rails.length) refuse("two rails have one name", "Give every rail an id of its own");
  for (const { id, partOf } of rails) {
    if (partOf !== undefined && !byId.has(partOf)) refuse(`rail ${id} is part of ${partOf}`, known(byId));
    if (containers(id, byId).includes(id)) refuse(`rail ${id} is part of itself`, "Let partOf name the rail around it");
  }
  for (const { name, parts } of totals) {
    const unknown = parts.find((part) => !byId.has(part));
    if (unknown !== undefined) refuse(`total ${name} names ${unknown}`, known(byId));
    if (new Set(parts.map((part) => byId.get(part)?.point)).size > 1) {
      refuse(`total ${name} adds rails of several points`, "Add only rails of one measurement point");
    }
    if (parts.some((part) => containers(part, byId).some((container) => parts.includes(container)))) {
      refuse(`total ${name} adds a rail and its own part`, "Name either the rail or its parts");
    }
  }
  return totals;
}

/** The rails around a rail, nearest first; a circle is followed once. */
function containers(id: string, rails: ReadonlyMap<string, Rail>): readonly string[] {
  const found: string[] = [];
  for (let next = rails.get(id)?.partOf; next !== undefined && !found.includes(next); next = rails.get(next)?.partOf) {
    found.push(next);
  }
  return found;
}

const known = (rails: ReadonlyMap<string, Rail>): string => `Name one of the rails: ${[...rails.keys()].join(", ")}`;

function refuse(problem: string, remedy: string): never {
  throw new MeasurementError("CONFIG", `simulated: ${problem}`, remedy);
}
