import { ExactSum } from "../../../src/core/stats.js";
import type { Detail } from "./detail.js";
import type { Reading } from "./spl.js";

/** Samples of one query of MultiStream, by the rules. */
const STREAMS = 8;

/** The metric as MLPerf Inference publishes it. */
export interface Official {
  readonly value: number;
  /** `W` for Offline and Server, `mJ/stream` for the stream scenarios. */
  readonly unit: "W" | "mJ/stream";
  /** Absent when the log has no throughput. */
  readonly samplesPerJoule: number | undefined;
  readonly meanW: number;
  readonly readings: number;
  readonly used: number;
}

/**
 * The power metric of MLPerf Inference: the plain mean of the readings strictly between power_begin and power_end that
 * are above zero (submission checker, `get_power_metric`); no trapezoid, no shift between the clocks.
 */
export class OfficialMetric {
  readonly #detail: Detail;
  readonly #inferred: boolean;
  readonly #sum = new ExactSum();
  #readings = 0;
  #used = 0;

  /** `inferred`: a MultiStream result made of a SingleStream run, which counts eight times. */
  constructor(detail: Detail, inferred: boolean) {
    this.#detail = detail;
    this.#inferred = inferred;
  }

  add({ ms, watts }: Reading): void {
    if (ms <= this.#detail.beginMs || ms >= this.#detail.endMs) return;
    this.#readings++;
    if (watts <= 0) return;
    this.#used++;
    this.#sum.add(watts);
  }

  /** Undefined when no reading counts. */
  result(): Official | undefined {
    if (this.#used === 0) return undefined;
    const meanW = this.#sum.value / this.#used;
    return { ...this.#metric(meanW), meanW, readings: this.#readings, used: this.#used };
  }

  #metric(meanW: number): Pick<Official, "value" | "unit" | "samplesPerJoule"> {
    const { scenario, throughput, beginMs, endMs, queries } = this.#detail;
    if (scenario === "Offline" || scenario === "Server")
      return { value: meanW, unit: "W", samplesPerJoule: throughput === undefined ? undefined : throughput / meanW };
    const streams = this.#inferred || scenario === "MultiStream" ? STREAMS : 1;
    // W times ms is mJ.
    const value = ((meanW * (endMs - beginMs)) / queries) * (this.#inferred ? STREAMS : 1);
    return { value, unit: "mJ/stream", samplesPerJoule: (streams * 1000) / value };
  }
}
