import type { CurveErrors, Operating, OperatingColumns } from "../core/correction.js";
import type { RegulatorCurve } from "../core/curve.js";
import { inverseLoss } from "./inverse.js";
import { loss } from "./loss.js";
import { currentOf, inputOf, type Polynomial, polynomialOf, type Terms } from "./polynomial.js";
import { type Conversion, loadOf } from "./stage.js";

/** So near to where the mode changes, which mode the regulator is in cannot be told [judgement]. */
const NEAR = 0.1;

/** The polynomial of one mode, where it holds. */
interface Piece {
  readonly from: number;
  readonly to: number;
  readonly polynomial: Polynomial;
  readonly id: string;
}

/** What a curve with modes is made of. */
export interface Phases {
  readonly id: string;
  readonly voutV: number | undefined;
  readonly pieces: readonly Piece[];
}

type Pieces = readonly (Terms & { readonly currentA: readonly [number, number] })[];

/** The pieces of a curve; their errors are independent of each other. */
export const phasesOf = (given: Pieces, curve: RegulatorCurve): Phases => ({
  id: curve.id,
  voutV: curve.conditions?.voutV,
  pieces: given.map(({ currentA: [from, to], ...terms }, k) => ({
    from,
    to,
    polynomial: polynomialOf(terms),
    id: `${curve.id}/mode ${k + 1}`,
  })),
});

/** The piece at a current; the outermost ones go on beyond their ends. */
function pieceAt({ pieces }: Phases, currentA: number): Piece {
  const found = pieces.find(({ to }) => currentA <= to) ?? pieces.at(-1);
  if (found === undefined) throw new RangeError("a curve by mode has a piece at least");
  return found;
}

/** The piece of an input power: the first that reaches it. */
function pieceOfInput({ pieces }: Phases, inputW: number, voltageV: number): Piece {
  const reaches = ({ polynomial, to }: Piece) => !(currentOf(polynomial, inputW, voltageV) > to);
  const found = pieces.find(reaches) ?? pieces.at(-1);
  if (found === undefined) throw new RangeError("a curve by mode has a piece at least");
  return found;
}

/** P_in by the polynomial of the mode that the current is in (measurement.md 1.2). */
export function phases(given: Phases): Conversion {
  const { voutV } = given;
  const current = (operating: Operating) => loadOf(operating, voutV).currentA;
  const own = (operating: Operating, piece = pieceAt(given, current(operating))) =>
    loss(piece.polynomial, { id: piece.id, voutV });
  return {
    apply: (columns) => applyPhases(given, columns),
    at: (operating) => own(operating).at(operating),
    slopes: (operating) => own(operating).slopes(operating),
    errors: (operating, widen) => {
      const pair = boundaryAt(given, current(operating));
      const errors = (piece: Piece) => own(operating, piece).errors(operating, widen);
      const jump = (at: number) => {
        const load = { currentA: at, voltageV: loadOf(operating, voutV).voltageV };
        return (pair ?? []).map(({ polynomial }) => inputOf(polynomial, load));
      };
      return withBoundary(pair, { errors, jump, given, piece: pieceAt(given, current(operating)), widen });
    },
  };
}

/** P_out of P_in: where the input jumps at a boundary, the powers between are those of the boundary itself. */
export function inversePhases(given: Phases, voutV: number): Conversion {
  const at = ({ powerW }: Operating) => {
    const { polynomial, from } = pieceOfInput(given, powerW, voutV);
    const amperes = currentOf(polynomial, powerW, voutV);
    const first = polynomial === given.pieces[0]?.polynomial;
    return voutV * (first ? amperes : Math.max(amperes, from));
  };
  const own = (piece: Piece) => inverseLoss(piece.polynomial, { id: piece.id, voutV });
  return {
    apply: ({ powerW, length }) => {
      for (let i = 0; i < length; i++) powerW[i] = at({ powerW: powerW[i] ?? Number.NaN });
    },
    at,
    slopes: (operating) => own(pieceOfInput(given, operating.powerW, voutV)).slopes(operating),
    errors: (operating, widen) => {
      const pair = boundaryAt(given, at(operating) / voutV);
      const piece = pieceOfInput(given, operating.powerW, voutV);
      const errors = (one: Piece) => own(one).errors(operating, widen);
      const jump = () => (pair ?? []).map(({ polynomial }) => voutV * currentOf(polynomial, operating.powerW, voutV));
      return withBoundary(pair, { errors, jump, given, piece, widen });
    },
  };
}

/** The two pieces whose common border is near. */
function boundaryAt({ pieces }: Phases, currentA: number): readonly [Piece, Piece] | undefined {
  for (const [k, upper] of pieces.entries()) {
    const lower = pieces[k - 1];
    if (lower !== undefined && Math.abs(currentA - upper.from) <= NEAR * Math.abs(upper.from)) return [lower, upper];
  }
  return undefined;
}

interface Boundary {
  readonly errors: (piece: Piece) => CurveErrors;
  /** What comes out in either mode, at the border or where we are. */
  readonly jump: (borderA: number) => readonly number[];
  readonly given: Phases;
  readonly piece: Piece;
  readonly widen: number;
}

const u = ({ sources }: CurveErrors): number => Math.hypot(...sources.map(([, size]) => size));

/** At a boundary the larger u of both modes, and half the jump between them, rectangular (measurement.md 1.2). */
function withBoundary(pair: readonly [Piece, Piece] | undefined, { errors, jump, given, piece, widen }: Boundary) {
  if (pair === undefined) return errors(piece);
  const [a, b] = pair.map(errors);
  const larger = a !== undefined && b !== undefined && u(a) > u(b) ? a : (b ?? errors(piece));
  const [below = Number.NaN, above = Number.NaN] = jump(pair[1].from);
  const source = `${given.id}/mode boundary`;
  const half = (widen * Math.abs(above - below)) / 2 / Math.sqrt(3);
  return {
    ...larger,
    sources: [...larger.sources, [source, half] as const],
    shapes: [...larger.shapes, [source, "rectangular"] as const],
    strained: true,
  };
}

function applyPhases(given: Phases, { powerW, currentA, length }: OperatingColumns): void {
  for (let i = 0; i < length; i++) {
    const watts = powerW[i] ?? Number.NaN;
    const amperes = currentA?.[i] ?? watts / (given.voutV ?? Number.NaN);
    const { aW, bV, cOhm } = pieceAt(given, amperes).polynomial;
    powerW[i] = watts + aW + amperes * (bV + cOhm * amperes);
  }
}
