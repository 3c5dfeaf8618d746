import * as z from "zod";
import { MeasurementError } from "../../src/core/error.js";
import type { Finding } from "../../src/core/finding.js";
import { defineProbe } from "../../src/core/probe.js";
import type { Rail, SensorWindow } from "../../src/core/rail.js";
import { openRecorded, type Recorded } from "./recording.js";
import { play } from "./stream.js";

const settings = z.strictObject({
  path: z.string().min(1).describe("folder of the recording"),
  probe: z.string().min(1).optional().describe("which of its probes; needed when it has several"),
  speed: z.number().min(0.001).max(1000).default(1).describe("times as fast as it was recorded"),
  loop: z.boolean().default(false).describe("begin again at the end; not for counters"),
});

type Settings = z.infer<typeof settings>;

export default defineProbe<Settings>({
  name: "replay",
  title: "Plays a recording as if it were live",
  settings,
  use: "on-request",
  async detect() {
    return { status: "found", what: "always there: plays the recording that path names" };
  },
  async open(settings, { clock }) {
    const recorded = openRecorded(settings.path, settings.probe);
    try {
      refuseLoopOfCounters(settings, recorded);
      const { rails, totals, device, conditions = [] } = recorded.probe;
      const period = Math.max(...rails.map((rail) => rail.period));
      return {
        rails: rails.map((rail) => atSpeed(rail, settings.speed)),
        totals,
        conditions,
        device: `replay of ${device}`,
        findings: findingsOf(recorded, settings),
        batches: (signal) => play({ recorded, clock, period, ...settings }, signal),
        [Symbol.asyncDispose]: async () => recorded[Symbol.dispose](),
      };
    } catch (error) {
      recorded[Symbol.dispose]();
      throw error;
    }
  },
});

function refuseLoopOfCounters({ loop }: Settings, { probe }: Recorded): void {
  if (!loop || probe.rails.every((rail) => rail.measures === "power")) return;
  const message = `${probe.name} has energy counters: begun again they would go backwards`;
  throw new MeasurementError("CONFIG", message, "Leave loop out, or play a recording of powers");
}

/** Faster play makes every span of time shorter; the powers stay what they were. */
function atSpeed(rail: Rail, speed: number): Rail {
  if (speed === 1) return rail;
  const { period, window, plausiblePower } = rail;
  const scaled = { ...rail, period: period / speed, window: windowAtSpeed(window, speed) };
  return plausiblePower === undefined ? scaled : { ...scaled, plausiblePower: plausiblePower * Math.max(speed, 1) };
}

const windowAtSpeed = (window: SensorWindow, speed: number): SensorWindow =>
  "width" in window ? { ...window, width: window.width / speed } : window;

/** That it is a replay, what was wrong with the original, and what is wrong with this way of playing it. */
function findingsOf({ manifest, probe, chunks }: Recorded, { speed, path }: Settings): readonly Finding[] {
  const about = (code: string, severity: Finding["severity"], message: string): Finding => ({
    code,
    severity,
    message,
    remedy: `\`joulemark report ${path}\` reports the recording itself`,
    probe: "replay",
  });
  const of = `${probe.name} in recording ${manifest.id} of ${manifest.startedAt}`;
  const original = manifest.findings.filter((finding) => finding.probe === probe.name);
  return [
    about("replay", "note", `Nothing was measured now: this plays ${of}`),
    ...original.map((finding) => ({ ...finding, probe: "replay" })),
    ...(speed === 1
      ? []
      : [about("replay-speed", "degraded", `Played ${speed} times as fast: energies are not those of ${of}`)]),
    ...(chunks.whole
      ? []
      : [about("recording-cut", "degraded", `The samples of ${of} are damaged or cut; they are played up to there`)]),
  ];
}
