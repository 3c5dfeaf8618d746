import { wordOf } from "../shared/live-ticks.js";
import { parseNumber } from "../shared/number.js";
import { type Domain, domains } from "./events.js";

/** What one socket's domain consumed in one interval. */
export interface Count {
  /** The interval's end, seconds after perf began, as printed: lines of one interval have one and the same text. */
  readonly stamp: string;
  readonly seconds: number;
  readonly socket: number;
  readonly domain: Domain;
  /** Joules, or the word for what is missing. */
  readonly joules: number | string;
}

// time, socket, its processors counted, count, unit, event, run time, share of it that was counted
const ROW = /^ *(\d{1,9}\.\d{9}),S(\d{1,4}),\d+,([^,]*),([^,]*),power\/energy-([a-z]+)\/,\d+,(\d+\.\d\d)(?:,.*)?$/;
const COUNT = /^\d{1,9}\.\d\d$/;
/** These consume something at all times: for two decimals of them to be zero, an interval must be too short. */
const NEVER_ZERO: ReadonlySet<Domain> = new Set(["pkg", "ram", "psys"]);

/** Reads a line of `perf stat -x, --per-socket -I`; undefined for one that is none of energy. */
export function parseLine(text: string): Count | undefined {
  const [, stamp = "", socket = "", count = "", unit = "", name, share] = ROW.exec(text) ?? [];
  const domain = domains.find((domain) => domain === name);
  const seconds = parseNumber(stamp);
  if (domain === undefined || seconds === undefined) return undefined;
  return { stamp, seconds, socket: Number(socket), domain, joules: joulesIn(count, { unit, share, domain }) };
}

interface Around {
  readonly unit: string;
  readonly share: string | undefined;
  readonly domain: Domain;
}

function joulesIn(count: string, { unit, share, domain }: Around): number | string {
  if (!COUNT.test(count)) return wordOf(count);
  if (unit !== "Joules") return "not-in-joules";
  // counted for a part of the interval, perf shows what the whole would be if that part were like it
  if (share !== "100.00") return "extrapolated";
  const joules = Number(count);
  return joules === 0 && NEVER_ZERO.has(domain) ? "below-resolution" : joules;
}
