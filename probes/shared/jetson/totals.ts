import type { Finding } from "../../../src/core/finding.js";
import type { Rail, Total } from "../../../src/core/rail.js";
import { checkedTotals, completeTotals } from "../totals.js";
import type { Board } from "./boards.js";

/** What totals are told from. */
export interface TotalFacts {
  /** Whose settings a remedy names. */
  readonly probe: string;
  readonly board: Board | undefined;
  readonly rails: readonly Rail[];
  readonly settings: { readonly totals?: readonly Total[] | undefined; readonly only?: readonly string[] | undefined };
}

/** Totals, and what to say where there is none. */
export interface Totals {
  readonly totals: readonly Total[];
  readonly findings: readonly Finding[];
}

/** The user's totals, or those of the board whose parts are all there. Throws what `checkedTotals` throws. */
export function boardTotals({ probe, board, rails, settings }: TotalFacts): Totals {
  if (settings.totals !== undefined) return { totals: checkedTotals(settings.totals, rails), findings: [] };
  if (board === undefined) return { totals: [], findings: [unknownBoard(probe, rails)] };
  const totals = checkedTotals(completeTotals(board.totals, rails), rails);
  const incomplete = totals.length === 0 && settings.only === undefined;
  return { totals, findings: incomplete ? [noTotal(probe, board, rails)] : [] };
}

function unknownBoard(probe: string, rails: readonly Rail[]): Finding {
  const [first = ""] = rails.map(({ id }) => id);
  return {
    code: "unknown-board",
    severity: "note",
    message: "The board is not known: no total is claimed, and its rails are taken to be at regulator-input",
    remedy:
      `Name the rails that feed it in the settings of ${probe}, e.g. ` +
      `totals: [{ name: board, parts: [${JSON.stringify(first)}], scope: board }], and correct the point with points`,
  };
}

function noTotal(probe: string, { name, totals }: Board, rails: readonly Rail[]): Finding {
  const parts = totals.at(-1)?.parts ?? [];
  const lost = parts.filter((part) => !rails.some(({ id }) => id === part));
  return {
    code: "total-incomplete",
    severity: "degraded",
    message: `No total of ${name} can be given: ${lost.join(", ")} cannot be read`,
    remedy: `Enable the missing rails, or declare another sum with totals in the settings of ${probe}`,
  };
}
