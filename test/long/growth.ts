import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

const LOOK_S = 5;

/** What a process has at a time. */
interface Look {
  readonly atS: number;
  readonly megabytes: number;
  readonly descriptors: number;
}

/** How much more a process has in the last quarter than in the first. */
export interface Growth {
  readonly megabytes: number;
  readonly descriptors: number;
}

/** Looks at a process every five seconds for so long; `warmS` is not counted. Prints half-minutes. */
export async function growthOf(pid: number, seconds: number, warmS: number): Promise<Growth> {
  const looks: Look[] = [];
  for (let atS = LOOK_S; atS <= seconds; atS += LOOK_S) {
    await sleep(LOOK_S * 1000);
    looks.push(lookAt(pid, atS));
    if (atS % 30 === 0) process.stdout.write(shown(looks.slice(-30 / LOOK_S)));
  }
  const warm = looks.filter(({ atS }) => atS >= warmS);
  const quarter = Math.ceil(warm.length / 4);
  const [early, late] = [warm.slice(0, quarter), warm.slice(-quarter)];
  return { megabytes: least(late) - least(early), descriptors: mostOpen(late) - mostOpen(early) };
}

function lookAt(pid: number, atS: number): Look {
  const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  return { atS, megabytes: Number(kilobytes) / 1024, descriptors: readdirSync(`/proc/${pid}/fd`).length };
}

const shown = (looks: readonly Look[]): string =>
  `${String(looks.at(-1)?.atS).padStart(5)} s  ${least(looks).toFixed(1)} MB  ${mostOpen(looks)} descriptors\n`;

/** Memory goes up and down with the collections: what stays is what the lowest of a while shows. */
const least = (looks: readonly Look[]) => Math.min(...looks.map(({ megabytes }) => megabytes));
const mostOpen = (looks: readonly Look[]) => Math.max(...looks.map(({ descriptors }) => descriptors));
