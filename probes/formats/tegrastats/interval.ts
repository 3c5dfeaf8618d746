/** Stamps have whole seconds: a line was printed within one second after its own. */
export const STAMP_MS = 1000;
/** What tegrastats does when it is not told otherwise. */
const USUAL_MS = 1000;
/** A hole in a log: so much more than the usual spacing of its lines. */
const HOLE = { spacings: 3, ms: 2000 };
/** Nobody measures power less often; stamps farther apart are of different logs. */
const LONGEST_MS = 3_600_000;

/** When the first line was printed, after its own stamp: any instant between the two would do. */
export interface Phase {
  readonly fromMs: number;
  readonly toMs: number;
}

/** The instants of the first line for which line k, `intervalMs` times k later, has the stamp it has, as far as stamps agree. */
export function phaseOf(stamps: readonly number[], intervalMs: number): Phase {
  const [first = 0] = stamps;
  let [fromMs, toMs] = [0, STAMP_MS];
  for (const [k, stamp] of stamps.entries()) {
    const earliest = stamp - first - k * intervalMs;
    if (earliest >= toMs || earliest + STAMP_MS <= fromMs) break;
    fromMs = Math.max(fromMs, earliest);
    toMs = Math.min(toMs, earliest + STAMP_MS);
  }
  return { fromMs, toMs };
}

/** The interval that stamps tell: their median spacing, or lines per second, where all agree; else the middle of what does. */
export function intervalOf(stamps: readonly number[]): number {
  const steady = upToHole(stamps);
  const spacings = steady.slice(1).map((stamp, k) => stamp - (steady[k] ?? stamp));
  if (spacings.length === 0) return USUAL_MS;
  const { fromMs, toMs } = agreeing(steady);
  const round = [median(spacings), STAMP_MS / linesPerSecond(steady)].find((each) => fromMs < each && each < toMs);
  const mean = spacings.reduce((sum, each) => sum + each, 0) / spacings.length;
  return round ?? (fromMs < toMs ? (fromMs + toMs) / 2 : mean > 0 ? mean : USUAL_MS);
}

/** Of so many lines each is compared with each. */
const COMPARED = 400;

/** The intervals with which stamps agree: two lines are as far apart as their stamps, give or take a second. */
function agreeing(stamps: readonly number[]): { readonly fromMs: number; readonly toMs: number } {
  const stride = Math.ceil(stamps.length / COMPARED);
  let [fromMs, toMs] = [0, Number.POSITIVE_INFINITY];
  for (let later = stride; later < stamps.length; later += stride)
    for (let first = 0; first < later; first += stride) {
      const apart = (stamps[later] ?? 0) - (stamps[first] ?? 0);
      fromMs = Math.max(fromMs, (apart - STAMP_MS) / (later - first));
      toMs = Math.min(toMs, (apart + STAMP_MS) / (later - first));
    }
  return { fromMs, toMs };
}

/** The lines before the clock jumps or the log has a hole. */
function upToHole(stamps: readonly number[]): readonly number[] {
  const spacings = stamps.slice(1).map((stamp, k) => stamp - (stamps[k] ?? stamp));
  const longest = Math.min(Math.max(HOLE.ms, HOLE.spacings * median(spacings)), LONGEST_MS);
  const end = spacings.findIndex((each) => each < 0 || each > longest);
  return end < 0 ? stamps : stamps.slice(0, end + 1);
}

/** Of the seconds between the first and the last, which are whole, the median; NaN when there is none. */
function linesPerSecond(stamps: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const stamp of stamps) counts.set(stamp, (counts.get(stamp) ?? 0) + 1);
  return median([...counts.values()].slice(1, -1));
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
