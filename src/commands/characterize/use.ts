import { hostname } from "node:os";
import type { NamedProbe } from "../../acquire/open.js";
import type { Characterization, RailCharacter } from "../../core/characterization-schema.js";
import type { Finding } from "../../core/finding.js";
import type { OpenProbe } from "../../core/probe.js";
import type { Rail, SensorWindow } from "../../core/rail.js";
import type { Selection } from "../select-probes.js";
import { stored, storedOf } from "./store.js";

/** Rails of probes that were characterized on this computer say what was found of them; the rest stay as their tables say. */
export function withCharacterizations<S extends Selection>(selection: S, folder: string): S {
  const used = selection.probes.map((probe) => usedOf(probe, folder));
  return {
    ...selection,
    probes: used.map(({ probe }) => probe),
    findings: [...selection.findings, ...used.flatMap(({ findings }) => findings)],
  };
}

interface Used {
  readonly probe: NamedProbe;
  readonly findings: readonly Finding[];
}

function usedOf(named: NamedProbe, folder: string): Used {
  const { name, open } = named;
  const probe = kindOf(name);
  const identity = { host: hostname(), probe, device: open.device };
  const found = stored(folder, identity);
  if (found === undefined) {
    const others = storedOf(folder, identity).filter((other) => sharesRail(other, open.rails));
    return { probe: named, findings: others.slice(0, 1).map((other) => stale(name, open.device, other)) };
  }
  const rails = open.rails.map((rail) => railAs(rail, found));
  if (rails.every((rail, k) => rail === open.rails[k])) return { probe: named, findings: [] };
  return { probe: { ...named, open: withRails(open, rails) }, findings: [characterized(name, rails, found)] };
}

/** `meter#2` is a meter as well. */
export const kindOf = (name: string): string => name.replace(/#\d+$/, "");

/** As it was found; a rail of that name which is another device now (its note differs), or was not told, stays as it is. */
function railAs(rail: Rail, { id, at, rails }: Characterization): Rail {
  const found = rails.find((one) => one.rail === rail.id && one.note === (rail.note ?? null));
  if (found === undefined || found.stuck) return rail;
  const window = windowOf(found, rail);
  if (window === undefined && found.periodS === null) return rail;
  return {
    ...rail,
    ...(found.periodS !== null && { period: found.periodS }),
    ...(window !== undefined && { window }),
    ...(window !== undefined && found.delayS !== null && { delay: { seconds: found.delayS, u: found.uDelayS ?? 0 } }),
    characterized: { id, at },
  };
}

function windowOf({ kind, windowS, lagS }: RailCharacter, rail: Rail): SensorWindow | undefined {
  if (kind === null || (kind === "counter") !== (rail.measures === "energy-counter")) return undefined;
  if (kind === "counter" || kind === "instantaneous") return { kind };
  if (kind === "lag") return lagS === null ? undefined : { kind, timeConstant: lagS };
  return windowS === null ? undefined : { kind, width: windowS };
}

/** The same probe, whose rails are others. Everything else is its own, called as its own. */
const withRails = (open: OpenProbe, rails: readonly Rail[]): OpenProbe =>
  new Proxy(open, {
    get(target, key) {
      if (key === "rails") return rails;
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });

const sharesRail = ({ rails }: Characterization, open: readonly Rail[]): boolean =>
  rails.some(({ rail }) => open.some(({ id }) => id === rail));

function characterized(probe: string, rails: readonly Rail[], { id, at, rails: found }: Characterization): Finding {
  const changed = rails.filter((rail) => rail.characterized !== undefined);
  const names = changed.map(({ id }) => id);
  const told = found.filter(({ rail }) => names.includes(rail));
  const all = (key: "periodS" | "kind" | "delayS", word: string) =>
    told.every((one) => one[key] !== null) ? [word] : [];
  const what = [...all("periodS", "update period"), ...all("kind", "kind of sensor"), ...all("delayS", "delay")];
  return {
    code: "characterized",
    severity: "note",
    message: `${names.join(", ")} of ${probe} by what was measured on ${at.slice(0, 10)} (${id}): ${what.join(", ") || "see its characterization"}`,
    remedy: "Nothing to do; --no-characterization goes by the instrument's table again",
    probe,
  };
}

const stale = (probe: string, device: string, { at, device: before }: Characterization): Finding => ({
  code: "characterization-stale",
  severity: "note",
  message: `${probe} was characterized on ${at.slice(0, 10)} as another device or driver (${before}; now ${device}): that is not used`,
  remedy: `Run \`joulemark characterize ${kindOf(probe)}\` again`,
  probe,
});
