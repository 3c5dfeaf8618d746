import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { manifestOf, powerBatch, powerRail, recordedProbe } from "../../../test/contract/recording.js";
import { freePort, programs, Server } from "../../../test/servers/server.js";
import { hostClock } from "../../core/clock.js";
import type { SamplesPiece, SinkRun } from "../../core/sink.js";
import { prometheus } from "./sink.js";

const probe = recordedProbe("board", [powerRail("A"), powerRail("B")]);
const manifest = manifestOf([probe]);
const run: SinkRun = { id: "r1", manifest, wall: (at) => at, uncertainty: () => () => 0.5 };
const never = new AbortController().signal;

/** Samples up to an instant. */
function piece(until: bigint, values: readonly number[]): SamplesPiece {
  const { at, columns } = powerBatch(probe, 0, values);
  const shift = until - (at.at(-1) ?? 0n);
  return { kind: "samples", probe, at: at.map((instant) => instant + shift), columns, phase: () => "" };
}

async function begun(now: () => bigint) {
  const port = await freePort();
  const opened = await prometheus.open(String(port), {
    env: {},
    clock: { ...hostClock, now },
    log: () => undefined,
  });
  const sink = opened.begin(run);
  const scrape = async () => (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  return { sink, scrape, port };
}

describe("the endpoint for Prometheus", () => {
  it("shows the last value of each rail under its labels, with its uncertainty", async () => {
    const { sink, scrape } = await begun(() => 100n);
    await using _ = sink;
    await sink.send(piece(100n, [1000, 2500]), never);
    const labels = (rail: string) =>
      `{host="h",run="r1",probe="board",rail="${rail}",point="regulator-input",hw_type="rail",hw_id="board/${rail}"}`;
    const text = await scrape();
    expect(text).toContain(`hw_power_watts${labels("A")} 2.5\nhw_power_watts${labels("B")} 2.5\n`);
    expect(text).toContain(`joulemark_power_uncertainty_watts${labels("A")} 0.5\n`);
  });

  it("shows nothing in a gap, of a value grown old, and after the end; and never a zero", async () => {
    let now = 100n;
    const { sink, scrape } = await begun(() => now);
    await using _ = sink;
    expect(await scrape()).toBe("");
    await sink.send(piece(100n, [1000, Number.NaN]), never);
    expect(await scrape()).toBe("");
    await sink.send(piece(100n, [1000]), never);
    expect(await scrape()).toContain(" 1\n");
    now += 11_000_000_000n;
    expect(await scrape()).toBe("");
    await sink.send(piece(now, [1000]), never);
    const self = { cpuS: 0, missedTicks: 0, readMicros: null, latenessMicros: null, granted: {} };
    await sink.send({ kind: "ending", ending: { end: now, executions: [], marks: [], findings: [], self } }, never);
    expect(await scrape()).toBe("");
  });

  it("is no longer with a million samples", async () => {
    const { sink, scrape } = await begun(() => 100n);
    await using _ = sink;
    await sink.send(piece(100n, [1]), never);
    const before = (await scrape()).length;
    const many = piece(
      100n,
      Array.from({ length: 100_000 }, () => 1),
    );
    for (let k = 0; k < 10; k++) await sink.send(many, never);
    expect((await scrape()).length).toBe(before);
  });
});

describe.skipIf(programs() === undefined)("a real Prometheus", () => {
  it("scrapes it, and asked for a rail's power has it", async () => {
    const { sink, port } = await begun(() => hostClock.now());
    await using _ = sink;
    await using server = await Server.start({
      program: "prometheus",
      health: "/-/ready",
      args: (folder, own) => {
        const config = join(folder, "prometheus.yml");
        writeFileSync(
          config,
          `global: {scrape_interval: 1s}\nscrape_configs: [{job_name: rails, static_configs: [{targets: ["127.0.0.1:${port}"]}]}]\n`,
        );
        return [
          `--config.file=${config}`,
          `--storage.tsdb.path=${folder}/data`,
          `--web.listen-address=127.0.0.1:${own}`,
        ];
      },
    });
    const query = `${server.url}/api/v1/query?query=hw_power_watts`;
    let answer = { data: { result: [] as { metric: Record<string, string>; value: [number, string] }[] } };
    for (let k = 0; k < 60 && answer.data.result.length < 2; k++) {
      await sink.send(piece(hostClock.now(), [12_500]), never);
      await sleep(250);
      answer = (await (await fetch(query)).json()) as typeof answer;
    }
    expect(answer.data.result.map(({ metric, value }) => [metric["rail"], metric["point"], value[1]])).toEqual([
      ["A", "regulator-input", "12.5"],
      ["B", "regulator-input", "12.5"],
    ]);
  }, 60_000);
});
