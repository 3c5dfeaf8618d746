import type { MatrixCell, MatrixPower } from "../../core/matrix.js";
import type { Compared, MatrixRatio } from "../../core/matrix-comparison.js";
import { gap, ratioOf } from "./compared.js";
import type { Pair } from "./pairs.js";
import { placed, type SharedCurves } from "./placed.js";
import { missingReason, pointReason, unitReason } from "./reasons.js";

const placeOf = ({ system, id }: MatrixCell) => ({ system, cell: id });

/** The ratios of two cells: img/s, and img/s/W wherever both have power at one point. */
export function ratiosOf({ between, over, under, claimed }: Pair, curves: SharedCurves): MatrixRatio {
  const other = over.unit === under.unit ? undefined : unitReason(over.unit, under.unit);
  return {
    between,
    numerator: placeOf(over),
    denominator: placeOf(under),
    rate: other === undefined ? rateRatio(over, under, curves) : gap(other),
    efficiencies: powerPairs(over, under).map(([one, two]) => ({
      of: [one.of, two.of] as const,
      points: [one.point, two.point] as const,
      ...(other === undefined ? efficiencyRatio([over, one], [under, two], curves) : gap(other)),
    })),
    ...(claimed !== undefined && { claimed }),
  };
}

function rateRatio(over: MatrixCell, under: MatrixCell, curves: SharedCurves): Compared {
  const of = (cell: MatrixCell) => cell.rate && placed(cell.rate, { cell, curves });
  return ratioOf(of(over), of(under), missingReason(over.rate === null ? over : under, "rate"));
}

/** Powers at one point, of one system also of one name; where there are none, the first of each, to be refused. */
function powerPairs(over: MatrixCell, under: MatrixCell): readonly (readonly [MatrixPower, MatrixPower])[] {
  const same = over.system === under.system;
  const pairs = over.powers.flatMap((one) =>
    under.powers
      .filter((two) => one.point === two.point && (!same || one.of === two.of))
      .map((two) => [one, two] as const),
  );
  const [one, two] = [over.powers[0], under.powers[0]];
  return pairs.length > 0 || one === undefined || two === undefined ? pairs : [[one, two]];
}

type Powered = readonly [cell: MatrixCell, power: MatrixPower];

function efficiencyRatio(over: Powered, under: Powered, curves: SharedCurves): Compared {
  const at = ([cell, power]: Powered) => ({ name: `${power.of} of ${cell.system}`, point: power.point });
  const apart = pointReason(at(over), at(under));
  if (apart !== undefined) return gap(apart);
  const [[a, one], [b, two]] = [over, under];
  if (a.system === b.system && one.of !== two.of) return gap(missingReason(a, `power of ${two.of}`));
  const of = ([cell, power]: Powered) => power.efficiency && placed(power.efficiency, { cell, power, curves });
  const [lacking, without] = one.efficiency === null ? over : under;
  return ratioOf(of(over), of(under), missingReason(lacking, `efficiency of ${without.of}`));
}
