import type { Seconds } from "../../src/core/units.js";

/** The unit of /proc/stat: USER_HZ is 100 on every architecture Linux still runs on (proc_stat(5), sysconf(_SC_CLK_TCK)). */
export const JIFFY: Seconds = 0.01;

const line =
  /^cpu(?<cpu>\d+) (?<user>\d+) (?<nice>\d+) (?<system>\d+) (?<idle>\d+)(?: (?<iowait>\d+) (?<irq>\d+) (?<softirq>\d+).*)?$/gm;

/**
 * Busy jiffies since boot of each CPU that is online, from the text of /proc/stat; empty when it is not such a text.
 * Busy is user + nice + system + irq + softirq. Guest time is inside user (and nice) already; stolen time was spent by
 * another machine's work; idle and iowait are idleness (proc_stat(5)).
 */
export function parseBusyJiffies(text: string): ReadonlyMap<number, number> {
  const busy = new Map<number, number>();
  for (const { groups = {} } of text.matchAll(line)) {
    const { cpu, user, nice, system, irq = "0", softirq = "0" } = groups;
    busy.set(
      Number(cpu),
      [user, nice, system, irq, softirq].reduce((sum, jiffies) => sum + Number(jiffies), 0),
    );
  }
  return busy;
}

/**
 * Adds up what every CPU did since the first reading. A CPU that is switched off keeps what it had; a count that went
 * down (kernels correct themselves by a jiffy or two) adds nothing, so that the sum never falls.
 */
export class BusyTime {
  readonly #last = new Map<number, number>();
  #jiffies = 0;

  /** CPU seconds of all CPUs together up to this reading. */
  add(busy: ReadonlyMap<number, number>): Seconds {
    for (const [cpu, jiffies] of busy) {
      const last = this.#last.get(cpu);
      this.#last.set(cpu, Math.max(jiffies, last ?? jiffies));
      if (last !== undefined) this.#jiffies += Math.max(jiffies - last, 0);
    }
    return this.#jiffies * JIFFY;
  }
}
