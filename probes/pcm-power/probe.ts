import { MeasurementError } from "../../src/core/error.js";
import type { Finding } from "../../src/core/finding.js";
import { type Detection, defineProbe, type Host, type OpenProbe, type OpenRequest } from "../../src/core/probe.js";
import type { Seconds } from "../../src/core/units.js";
import { choosePace } from "../shared/pace.js";
import { type Block, powerOf } from "../shared/pcm/blocks.js";
import { railsOf, sortedIds, totalsOf } from "../shared/pcm/rails.js";
import { selectRails } from "../shared/rail-settings.js";
import { readyChild } from "../shared/ready-child.js";
import { refused } from "../shared/refusals.js";
import { completeTotals } from "../shared/totals.js";
import { BlockReader } from "./reader.js";
import { refusalOf } from "./refusals.js";
import { type Settings, settings } from "./settings.js";
import { call, findTool, install, needTool, oneBlock } from "./tool.js";

const NAME = "pcm-power";
/** devices.md C1: the call that is recommended, and the practical minimum of today's builds. */
const DEFAULT_RATE = 10;
const SHORTEST: Seconds = 0.015;
/** A tool that says nothing for this many blocks hangs; starting takes it seconds on large servers. */
const SILENCE = { blocks: 20, least: 10 };
/** Blocks so much longer than asked for are the tool's own choice. */
const LONGER = 1.5;

export default defineProbe<Settings>({
  name: NAME,
  title: "Sockets and memory of Intel servers, by the program of Intel PCM",
  settings,
  // it reads the counters that the kernel shows too: both together would count the same energy twice
  use: "on-request",
  detect: async (host) => detect(host),
  open: async (settings, host, request) => open(settings, host, request),
});

async function detect(host: Host): Promise<Detection> {
  const file = findTool(host);
  if (file === undefined) return { status: "missing", what: "pcm-power is not installed", remedy: install };
  try {
    return { status: "found", what: readable(await oneBlock(file, 1 / DEFAULT_RATE, host)).join(", ") };
  } catch (error) {
    if (error instanceof MeasurementError) return refused(error);
    throw error;
  }
}

async function open({ only }: Settings, host: Host, request: OpenRequest): Promise<OpenProbe> {
  const file = needTool(host);
  const pace = choosePace(request, {
    defaultRate: DEFAULT_RATE,
    shortest: SHORTEST,
    because: "pcm-power's blocks are no shorter than 15 ms",
  });
  const block = await oneBlock(file, pace.period, host);
  const readableIds = readable(block);
  const period = (block.elapsedMs ?? 0) / 1000;
  const all = railsOf(readableIds, period).map((rail) => ({ rail }));
  const rails = selectRails(all, only).map(({ rail }) => rail);
  const ids = rails.map(({ id }) => id);
  const columns = ids.map((id) => `${id}.power`);
  const silence = Math.max(SILENCE.least, SILENCE.blocks * period);
  return {
    rails,
    totals: completeTotals(sumOf(block, readableIds), rails),
    device: `Intel processor, ${ids.filter((id) => !id.includes("/")).length} sockets`,
    findings: [...pace.findings, ...slower(pace.period, period), ...unreadable(block)],
    ...(await readyChild({
      program: call(file, pace.period),
      keeping: { clock: host.clock, silence, why: refusalOf },
      reader: new BlockReader(ids, { probe: NAME, columns, period }),
    })),
  };
}

/** Rails that have a number in this block. Throws UNAVAILABLE when there is none. */
function readable(block: Block): readonly string[] {
  const ids = sortedIds(block.consumed.keys()).filter((id) => typeof powerOf(block, id) === "number");
  if (ids.length > 0) return ids;
  throw new MeasurementError(
    "UNAVAILABLE",
    "pcm-power shows no energy of any socket",
    "Run it as root and without PCM_NO_MSR, which leaves energy out; or use the rapl probe",
  );
}

/** No total where a package cannot be read; memory that no socket has is not missed. */
const sumOf = (block: Block, ids: readonly string[]) =>
  [...block.consumed.keys()].every((id) => id.includes("/") || ids.includes(id)) ? totalsOf(ids) : [];

function slower(asked: Seconds, period: Seconds): readonly Finding[] {
  if (period <= LONGER * asked) return [];
  return [
    {
      code: "slow-instrument",
      severity: "note",
      message: `Asked for blocks of ${asked * 1000} ms, this pcm-power makes them ${period * 1000} ms long: builds before November 2021 take no less than a second`,
      remedy: "Nothing is lost: blocks are taken as long as they say they are. Install a newer pcm for shorter ones",
    },
  ];
}

function unreadable(block: Block): readonly Finding[] {
  return sortedIds(block.consumed.keys()).flatMap((id) => {
    const power = powerOf(block, id);
    if (typeof power === "number") return [];
    return [
      {
        code: "rail-unreadable",
        severity: "degraded",
        message: `${id} has no number (${power}) and is left out`,
        remedy: "Run `sudo pcm-power 1 -m -1 -p -1` and look at its line",
        rail: id,
      },
    ];
  });
}
