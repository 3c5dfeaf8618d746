import type { Clock } from "../../core/clock.js";
import { secondsBetween } from "../../core/units.js";
import type { Outbox } from "./outbox.js";
import type { Sampling } from "./sampling.js";
import type { Spool } from "./spool.js";

/** Something that is wrong, or worth knowing. */
interface Reason {
  readonly code: string;
  readonly message: string;
  readonly remedy: string;
}

/** How a stream is: what /health answers. */
export interface Status {
  /** `failing` when samples are not taken, not kept, or will never be sent as things are. */
  readonly status: "ok" | "failing";
  readonly reasons: readonly Reason[];
  /** Nothing is lost by these. */
  readonly notes: readonly Reason[];
  readonly probes: readonly {
    readonly name: string;
    readonly samples: number;
    readonly lastS: number;
    readonly lastValueS: number;
  }[];
  readonly sinks: readonly {
    readonly sink: string;
    readonly sentSamples: number;
    readonly refused: number;
    readonly waitingBytes: number;
    readonly lastSuccess: string | null;
  }[];
  readonly spool: { readonly bytes: number; readonly mostBytes: number; readonly segments: number };
  readonly droppedSamples: number;
  readonly missedTicks: number;
}

/** The parts that are asked. */
export interface Parts {
  readonly clock: Clock;
  readonly sampling: Sampling;
  readonly outboxes: readonly Outbox[];
  readonly spool: Spool;
}

/** A target that has not answered for so long is away. */
const AWAY_S = 10;
/** What was refused is news for so long. */
const REFUSED_S = 600;

/** Asks every part how it is. */
export function statusOf(parts: Parts): Status {
  const { clock, sampling, outboxes, spool } = parts;
  const now = clock.now();
  const reasons = reasonsOf(parts);
  return {
    status: reasons.length === 0 ? "ok" : "failing",
    reasons,
    notes: outboxes.flatMap((outbox) => awayNote(outbox, clock)),
    probes: [...sampling.counts].map(([name, { samples, last, lastValue }]) => ({
      name,
      samples,
      lastS: secondsBetween(last, now),
      lastValueS: secondsBetween(lastValue, now),
    })),
    sinks: outboxes.map(({ label, taken, waitingBytes }) => ({
      sink: label,
      sentSamples: taken.samples,
      refused: taken.refused,
      waitingBytes,
      lastSuccess: taken.lastWallMs === undefined ? null : new Date(taken.lastWallMs).toISOString(),
    })),
    spool: { bytes: spool.bytes, mostBytes: spool.limits.mostBytes, segments: spool.segments.length },
    droppedSamples: sampling.chain.dropped,
    missedTicks: sampling.missedTicks,
  };
}

function reasonsOf({ sampling, outboxes, clock }: Parts): readonly Reason[] {
  const missing = sampling.missing.map(({ request, error: { message, remedy } }) => ({
    code: "probe-missing",
    message: request === undefined ? message : `${request.name}: ${message}`,
    remedy,
  }));
  const silent = sampling.silent.map((name) => ({
    code: "probe-silent",
    message: `${name} gives no samples`,
    remedy:
      "Look at the instrument and its driver (dmesg); the watchdog starts the service again where systemd has one",
  }));
  const blind = sampling.blind.map((name) => ({
    code: "probe-gaps",
    message: `${name} gives nothing but gaps`,
    remedy: "The recording says why (gaps in its events): look at the instrument and its driver (dmesg)",
  }));
  const halted = outboxes.flatMap(({ halted: error, label }) =>
    error === undefined
      ? []
      : [
          {
            code: "sink-refuses",
            message: `${label}: ${error.message}`,
            remedy: "Grant access, then reload the service",
          },
        ],
  );
  const { blocked } = sampling.chain;
  const full = { code: "spool-full", message: `${blocked}`, remedy: "Look at the sinks, or give the spool more room" };
  const refused = outboxes.flatMap((outbox) => refusedReason(outbox, clock));
  return [...missing, ...silent, ...blind, ...halted, ...refused, ...(blocked === undefined ? [] : [full])];
}

function refusedReason({ label, taken: { refused, refusedAt } }: Outbox, clock: Clock): readonly Reason[] {
  if (refusedAt === undefined || secondsBetween(refusedAt, clock.now()) > REFUSED_S) return [];
  const message = `${label} refused ${refused} points for good, some of them within the last ${REFUSED_S / 60} minutes`;
  const remedy =
    "The log and the spool (*.refused.ndjson) have the reasons; when they are mended: joulemark send --again";
  return [{ code: "points-refused", message, remedy }];
}

function awayNote({ label, taken: { askedSince }, waitingBytes }: Outbox, clock: Clock): readonly Reason[] {
  const seconds = askedSince === undefined ? 0 : secondsBetween(askedSince, clock.now());
  if (seconds < AWAY_S) return [];
  const message = `${label} has taken nothing for ${seconds.toFixed(0)} s; ${waitingBytes} bytes wait beside what is being recorded`;
  return [{ code: "sink-away", message, remedy: "Nothing is lost while the spool has room: look at the server" }];
}
