import type { OpenProbe } from "../../src/core/probe.js";
import { points, type Rail, type Total } from "../../src/core/rail.js";

/** Everything wrong with the rails and totals a probe declares, in words; empty when they keep the contract. */
export function railProblems({ rails, totals }: Pick<OpenProbe, "rails" | "totals">): readonly string[] {
  const columns = rails.flatMap((rail) => rail.columns.map(({ name }) => name));
  return [
    ...(rails.length === 0 ? ["no rails"] : []),
    ...repeated(rails.map(({ id }) => id)).map((id) => `two rails are called ${id}`),
    ...repeated(columns).map((name) => `two columns are called ${name}`),
    ...rails.flatMap((rail) => oneRail(rail, rails)),
    ...totals.flatMap((total) => oneTotal(total, rails)),
  ];
}

const repeated = (names: readonly string[]): readonly string[] => names.filter((name, i) => names.indexOf(name) !== i);

/** Columns whose product is a power, or an energy. */
const factors: Readonly<Record<Rail["measures"], readonly string[]>> = {
  power: ["power", "current,voltage"],
  "energy-counter": ["energy"],
};

function oneRail(rail: Rail, rails: readonly Rail[]): readonly string[] {
  const { id, columns, period, point, partOf, uncertainty, measures, window, counterRange } = rail;
  const wrong: [boolean, string][] = [
    [!points.includes(point), `has no point: ${point}`],
    [
      !factors[measures].includes(
        columns
          .map(({ quantity }) => quantity)
          .sort()
          .join(","),
      ),
      `has columns that are no ${measures}`,
    ],
    [columns.some(({ scale, unit }) => !(scale > 0) || unit === ""), "has a column without unit or scale"],
    [!(period > 0 && Number.isFinite(period)), `has the period ${period} s`],
    [(measures === "energy-counter") !== (window.kind === "counter"), `is a ${measures} with a ${window.kind} window`],
    [counterRange !== undefined && !(counterRange > 0), `wraps at ${counterRange} J`],
    [partOf !== undefined && !rails.some((other) => other.id === partOf), `is part of ${partOf}, which is no rail`],
    [containers(rail, rails).includes(id), "is part of itself"],
    [uncertainty.length === 0, "states no uncertainty"],
    [repeated(uncertainty.map((source) => source.id)).length > 0, "has two error sources of one name"],
    [
      uncertainty.some(({ origin, size }) => origin.trim() === "" || !(size >= 0)),
      "has an error without origin or size",
    ],
  ];
  return wrong.flatMap(([broken, words]) => (broken ? [`rail ${id} ${words}`] : []));
}

function oneTotal({ name, parts, scope }: Total, rails: readonly Rail[]): readonly string[] {
  const found = parts.flatMap((part) => rails.find(({ id }) => id === part) ?? []);
  const nested = found.filter((rail) => containers(rail, rails).some((container) => parts.includes(container)));
  const wrong: [boolean, string][] = [
    [scope.trim() === "", "does not say what it covers"],
    [parts.length === 0 || found.length !== parts.length, `names parts that are no rails: ${parts.join(", ")}`],
    [repeated(parts).length > 0, "names a part twice"],
    [new Set(found.map(({ point }) => point)).size > 1, "adds rails of several points"],
    [nested.length > 0, `adds ${nested.map(({ id }) => id).join(", ")} and the rail around it`],
  ];
  return wrong.flatMap(([broken, words]) => (broken ? [`total ${name} ${words}`] : []));
}

/** The rails around a rail; a circle is followed once. */
function containers(rail: Rail, rails: readonly Rail[]): readonly string[] {
  const found: string[] = [];
  for (let next = rail.partOf; next !== undefined && !found.includes(next); ) {
    const container: string = next;
    found.push(container);
    next = rails.find(({ id }) => id === container)?.partOf;
  }
  return found;
}
