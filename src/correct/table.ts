import type { Operating, OperatingColumns } from "../core/correction.js";
import type { TableCurve } from "../core/curve.js";
import { MeasurementError } from "../core/error.js";
import { type Eta, etaErrors, inputErrors } from "./efficiency.js";
import { byPower, type Conversion, loadOf } from "./stage.js";

/** An efficiency that depends on the load: its value, its slope, its u. */
interface EtaAt extends Eta {
  readonly slope: number;
}

/** One stretch between two rows, by load x: efficiency e0 + k x or, where the input is straight, x / (h0 + h x). */
interface Stretch {
  readonly x: readonly [number, number];
  readonly eta: readonly [number, number];
  readonly u: readonly [number, number];
  /** Input over the load's unit at both ends: it rises. */
  readonly input: readonly [number, number];
}

/** The stretches of a table. Throws CONFIG where the input power would fall while the load rises. */
function stretchesOf({ rows, id }: TableCurve): readonly Stretch[] {
  return rows.slice(1).map(([x1, eta1, u1], k) => {
    const [x0, eta0, u0] = rows[k] ?? [Number.NaN, Number.NaN, Number.NaN];
    const input = [x0 / eta0, x1 / eta1] as const;
    if (!(input[1] > input[0])) throw falling(id, k + 1, [x0, x1]);
    return { x: [x0, x1], eta: [eta0, eta1], u: [u0, u1], input };
  });
}

const falling = (id: string, row: number, [x0, x1]: readonly [number, number]): MeasurementError =>
  new MeasurementError(
    "CONFIG",
    `The curve ${id}: from row ${row} to ${row + 1} the load rises from ${x0} to ${x1} and the input power falls`,
    "Check the efficiencies of these two rows",
  );

/** The first stretch whose end is not below `x`, else the last: its line goes on beyond. */
function stretchAt(stretches: readonly Stretch[], x: number, of: "x" | "input"): Stretch {
  let lo = 0;
  let hi = stretches.length - 1;
  while (lo < hi) {
    const middle = (lo + hi) >>> 1;
    if ((stretches[middle]?.[of][1] ?? 0) >= x) hi = middle;
    else lo = middle + 1;
  }
  const found = stretches[lo];
  if (found === undefined) throw new RangeError("a table has two rows at least");
  return found;
}

const line = ([a, b]: readonly [number, number], t: number): number => a + (b - a) * t;

/** The rows' errors are those of one bench or data sheet: they go together, and are not averaged out between neighbours. */
function etaOf(stretches: readonly Stretch[], x: number, interpolate: TableCurve["interpolate"]): EtaAt {
  const { x: ends, eta, u, input } = stretchAt(stretches, x, "x");
  const width = ends[1] - ends[0];
  const t = (x - ends[0]) / width;
  const uncertain = { u: Math.max(line(u, Math.min(1, Math.max(0, t))), 0) };
  if (interpolate === "efficiency") return { eta: line(eta, t), slope: (eta[1] - eta[0]) / width, ...uncertain };
  const h = line(input, t);
  return { eta: x / h, slope: (h - (x * (input[1] - input[0])) / width) / h / h, ...uncertain };
}

/** The load that an input stands for, in closed form on each stretch. */
function loadOfInput(stretches: readonly Stretch[], input: number, interpolate: TableCurve["interpolate"]): number {
  const { x, eta, input: ends } = stretchAt(stretches, input, "input");
  if (interpolate === "input") return line(x, (input - ends[0]) / (ends[1] - ends[0]));
  const k = (eta[1] - eta[0]) / (x[1] - x[0]);
  return (input * (eta[0] - k * x[0])) / (1 - input * k);
}

/** P_in = P_out / eta(load), eta between two rows as the table says. */
export function table(curve: TableCurve, voutV: number | undefined): Conversion {
  const { id, over, interpolate } = curve;
  const stretches = stretchesOf(curve);
  const x = (operating: Operating) => (over === "powerW" ? operating.powerW : loadOf(operating, voutV).currentA);
  const etaAt = (operating: Operating) => etaOf(stretches, x(operating), interpolate);
  return {
    apply: (columns) =>
      each(columns, voutV, (watts, load) => {
        return watts / etaOf(stretches, over === "powerW" ? watts : load, interpolate).eta;
      }),
    at: (operating) => operating.powerW / etaAt(operating).eta,
    slopes: (operating) => {
      const { eta, slope } = etaAt(operating);
      const bend = (operating.powerW * slope) / eta / eta;
      if (over === "powerW") return byPower(1 / eta - bend, operating);
      const { currentA, voltageV } = loadOf(operating, voutV);
      const byCurrent = voltageV / eta - bend;
      return { powerW: byCurrent / voltageV, currentA: byCurrent, voltageV: currentA / eta };
    },
    errors: (operating, widen) => {
      const eta = etaAt(operating);
      return inputErrors(eta, operating.powerW / eta.eta, { id, widen });
    },
  };
}

/** P_out of P_in by the same table. */
export function inverseTable(curve: TableCurve, voutV: number | undefined): Conversion {
  const { id, over, interpolate } = curve;
  const stretches = stretchesOf(curve);
  // over the current the load's unit is I and the input's P_in / V: both times V are powers
  const unitW = over === "powerW" ? 1 : (voutV ?? Number.NaN);
  const out = (inputW: number) => unitW * loadOfInput(stretches, inputW / unitW, interpolate);
  const inputSlope = (inputW: number) => {
    const load = out(inputW) / unitW;
    const { eta, slope } = etaOf(stretches, load, interpolate);
    return { eta, load, perLoad: 1 / eta - (load * slope) / eta / eta };
  };
  return {
    apply: (columns) => each(columns, undefined, out),
    at: ({ powerW }) => out(powerW),
    slopes: (operating) => byPower(1 / inputSlope(operating.powerW).perLoad, operating),
    errors: ({ powerW }, widen) => {
      const { load, perLoad } = inputSlope(powerW);
      const eta = etaOf(stretches, load, interpolate);
      return etaErrors(eta, (powerW / eta.eta / perLoad) * widen * eta.u, { id, widen });
    },
  };
}

function each(
  { powerW, currentA, length }: OperatingColumns,
  voutV: number | undefined,
  convert: (watts: number, amperes: number) => number,
): void {
  for (let i = 0; i < length; i++) {
    const watts = powerW[i] ?? Number.NaN;
    const amperes = currentA?.[i] ?? watts / (voutV ?? Number.NaN);
    powerW[i] = Number.isNaN(watts) ? watts : convert(watts, amperes);
  }
}
