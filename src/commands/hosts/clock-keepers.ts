import type { ClockStatus } from "../../core/clock-status.js";

/** A program that knows how well the clock is kept, and how its words are read. */
export interface ClockKeeper {
  readonly name: string;
  readonly command: readonly [file: string, ...args: string[]];
  /** Undefined for words that say nothing, as where its service does not run. */
  read(words: string): Omit<ClockStatus, "source"> | undefined;
}

const MS = 1e-3;
const US = 1e-6;
/** STA_UNSYNC of the kernel's clock. */
const UNSYNCHRONIZED = 0x40;
/** Of `chronyc -c tracking`. */
const TRACKING = { offset: 4, rootDelay: 10, rootDispersion: 11, leap: 13 } as const;

/** All of them bound the error by the offset, the dispersion and half the delay on the way to the reference clock (RFC 5905). */
export const clockKeepers: readonly ClockKeeper[] = [
  {
    name: "chrony",
    command: ["chronyc", "-c", "tracking"],
    read(words) {
      const cells = words.trim().split(",");
      if (cells.length <= TRACKING.leap) return undefined;
      if (/not sync/i.test(cells[TRACKING.leap] ?? "")) return { synchronized: false };
      const [offset, delay, dispersion] = [TRACKING.offset, TRACKING.rootDelay, TRACKING.rootDispersion].map((cell) =>
        Number(cells[cell]),
      );
      return bounded(Math.abs(offset ?? Number.NaN) + (dispersion ?? Number.NaN) + (delay ?? Number.NaN) / 2);
    },
  },
  {
    name: "ntpd",
    command: ["ntpq", "-c", "rv"],
    read(words) {
      const of = (name: string) => Number(new RegExp(`\\b${name}=([-+\\d.]+)`).exec(words)?.[1] ?? Number.NaN);
      if (!/\bleap/.test(words)) return undefined;
      if (/\bleap_alarm\b|\bleap=11\b|sync_unspec/.test(words)) return { synchronized: false };
      return bounded(MS * (Math.abs(of("offset")) + of("rootdisp") + of("rootdelay") / 2));
    },
  },
  {
    name: "timesyncd",
    command: ["timedatectl", "timesync-status"],
    read(words) {
      const of = (name: string) => secondsIn(new RegExp(`\\b${name}: *([^(\\n]+)`).exec(words)?.[1]);
      const distance = of("Root distance");
      return distance === undefined ? undefined : bounded(Math.abs(of("Offset") ?? Number.NaN) + distance);
    },
  },
  {
    name: "kernel",
    command: ["adjtimex", "--print"],
    read(words) {
      const of = (name: string) => Number(new RegExp(`\\b${name}: *(\\d+)`).exec(words)?.[1] ?? Number.NaN);
      const status = of("status");
      if (Number.isNaN(status)) return undefined;
      return (status & UNSYNCHRONIZED) !== 0 ? { synchronized: false } : bounded(US * of("maxerror"));
    },
  },
];

const bounded = (withinS: number): Omit<ClockStatus, "source"> | undefined =>
  Number.isFinite(withinS) ? { synchronized: true, withinS } : undefined;

const units: Readonly<Record<string, number>> = { us: US, µs: US, ms: MS, s: 1, min: 60, h: 3600 };

/** `+1.234ms`, `1min 2.5s`. */
function secondsIn(text: string | undefined): number | undefined {
  const parts = [...(text ?? "").matchAll(/([-+]?[\d.]+) ?(us|µs|ms|s|min|h)\b/g)];
  if (parts.length === 0) return undefined;
  return parts.reduce((sum, [, value, unit]) => sum + Math.abs(Number(value)) * (units[unit ?? ""] ?? Number.NaN), 0);
}
