import { checkedClaims } from "../../../calibration/whitepaper/claims.js";
import {
  agreement,
  computed,
  interval,
  jointImages,
  jointPower,
  powerForMatch,
} from "../../../calibration/whitepaper/rounding.js";
import { cells } from "../../../calibration/whitepaper/tables.js";
import { csvText } from "../../report/csv-text.js";
import { conditions } from "./paper-words.js";
import { suppositions } from "./suppositions.js";

/** `joulemark/paper/v1`: the tables, claims and suppositions as data. */
export const paperJson = () => ({
  schema: "joulemark/paper/v1",
  cells: cells.map((cell) => ({
    ...cell,
    quotient: computed(cell),
    possible: interval(cell),
    agreement: agreement(cell),
    powerForMatchW: powerForMatch(cell),
    jointPowerW: jointPower(cell) ?? null,
    jointImagesPerSecond: jointImages(cell) ?? null,
  })),
  claims: checkedClaims().map(({ numerator, denominator, interval: possible, ...claim }) => ({
    ...claim,
    numerator: numerator.id,
    denominator: denominator.id,
    possible,
  })),
  suppositions: suppositions.map(({ cell, against, ...rest }) => ({ ...rest, cell: cell.id, against: against.id })),
  conditions,
});

const titles = [
  ...["cell", "table", "system", "point", "network", "precision", "batch"],
  ...["img_per_s", "power_w", "printed_img_per_s_per_w", "quotient", "possible_low", "possible_high", "agreement"],
  ...["power_for_match_low_w", "power_for_match_high_w", "joint_power_low_w", "joint_power_high_w"],
];

/** The tables as CSV, one line for each row of them. */
export const paperCsv = (): string =>
  csvText(
    titles,
    cells.map((cell) => {
      const [possible, match, joint] = [interval(cell), powerForMatch(cell), jointPower(cell)];
      const { id, table, system, point, network, precision, batch, imagesPerSecond, powerW, printed } = cell;
      return [
        ...[id, table, system, point, network, precision, batch],
        ...[imagesPerSecond, powerW, printed, computed(cell), possible.low, possible.high, agreement(cell)],
        ...[match.low, match.high, joint?.low, joint?.high],
      ];
    }),
  );
