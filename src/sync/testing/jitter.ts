import { Random } from "../../core/random.js";

/** Delays of arrivals beyond the least, of the kinds that measurement.md 3.2 simulates. */
export const jitters = {
  exponential: (random: Random) => -1e-3 * Math.log(1 - random.uniform()),
  frame: (random: Random) => 1e-3 * random.uniform(),
  stalls: (random: Random) => -0.2e-3 * Math.log(1 - random.uniform()) + (random.uniform() < 0.02 ? 20e-3 : 0),
} satisfies Record<string, (random: Random) => number>;

/** A kind of delay. */
export type Jitter = keyof typeof jitters | "flush";

/** What is simulated: true skew 37 ppm, 100 stamps a second, a least delay of 2 ms. */
export const truth = { skew: 37e-6, offset: 5, leastDelay: 2e-3, rate: 100, flush: 16e-3 };

/** Stamps of `span` seconds and their arrivals. */
export function simulate(jitter: Jitter, span: number, seed: number): { device: Float64Array; host: Float64Array } {
  const random = new Random(seed);
  const count = Math.round(span * truth.rate);
  const [start, phase] = [random.uniform(), truth.flush * random.uniform()];
  const device = Float64Array.from({ length: count }, (_, k) => start + k / truth.rate);
  const host = device.map((x) => {
    // the adapter's timer runs by the device's crystal: as the reference's flat bias over 600 s shows, no slip
    const flushed = jitter === "flush" ? Math.ceil((x - phase) / truth.flush) * truth.flush + phase : x;
    const delay = jitter === "flush" ? 0 : jitters[jitter](random);
    return flushed + truth.offset + truth.skew * flushed + truth.leastDelay + delay;
  });
  return { device, host };
}

/** How late the line is at an instant, beyond the least delay. */
export const lateness = (host: number, device: number): number =>
  host - device - truth.offset - truth.skew * device - truth.leastDelay;
