// Samples to a real InfluxDB 1.6.7: CPU a point against the `influx` package, throughput against posts that were written
// beforehand, catching up after an outage, and what a target that hangs does to sampling. Nothing where it cannot be had.
import { readFileSync } from "node:fs";
import { Agent, request } from "node:http";
import { join } from "node:path";
import { InfluxDB } from "influx";
import { CLI, cost, floorRow, median, modules, row, scratch, sixFiles } from "./lib.mjs";

const RAILS = ["a", "b", "c", "d"];
const INSTANTS = 5000;
const PIECES = 10;
const POINTS = RAILS.length * INSTANTS * PIECES;
const LINES = 5000;
const CATCH_UP_S = 200;
const SLACK = 30;
const START = 1_700_000_000_000_000_000n;
const MS = 1_000_000n;
const PATHS = [
  "src/sinks/influx/sink.ts",
  "src/sinks/influx/sample-lines.ts",
  "src/commands/feed/feed.ts",
  "src/commands/feed/uncertainty.ts",
  "src/recording/writer.ts",
  "src/core/clock.ts",
  "test/servers/server.ts",
  "test/servers/influxd.ts",
];
const never = new AbortController().signal;

export async function streaming({ rounds = 5 } = {}) {
  const ours = await modules(PATHS);
  if (ours.programs() === undefined) return [];
  run.uncertainty = ours.uncertaintyOf;
  const server = await ours.Server.start(ours.influxd());
  try {
    const bench = { ...ours, server };
    return [
      ...(await writing(bench, rounds)),
      ...(await catchingUp(bench)),
      ...(await hanging(bench, Math.max(rounds, 9))),
    ];
  } finally {
    await server[Symbol.asyncDispose]();
  }
}

async function writing({ influx, SampleLines, createDatabase, hostClock, server }, rounds) {
  const sides = {
    ours: async (name, from) => {
      const opened = await influx.open(`${server.url}/${name}`, host(hostClock));
      const sink = opened.begin(run);
      const all = [...pieces(from)];
      const cost = await timed(async () => {
        for (const piece of all) await sink.send(piece, never);
      });
      await sink[Symbol.asyncDispose]();
      return cost;
    },
    package: (name, from) => packaged(server, { name, points: pointsOf(from) }),
    raw: async (name, from) =>
      posted(`${server.url}/write?db=${name}&precision=ns`, await bodies(new SampleLines(run), from)),
  };
  const results = { ours: [], package: [], raw: [] };
  const names = Object.keys(sides);
  // the first round compiles, and is not counted
  for (let round = 0; round <= rounds; round++) {
    // a database for each, so that none finds the work of another: order changes every round
    for (let k = 0; k < names.length; k++) {
      const side = names[(round + k) % names.length];
      const name = `b${round}${side}`;
      await createDatabase(server.url, name);
      global.gc?.();
      const result = await sides[side](name, round);
      if (round > 0) results[side].push(result);
    }
  }
  const micros = (side) => median(results[side].map(({ cpuS }) => (cpuS * 1e6) / POINTS));
  const rate = (side) => median(results[side].map(({ wallS }) => POINTS / wallS));
  const ratio = (a, b, of) => median(results[a].map((one, k) => of(one, results[b][k])));
  return [
    row("streaming: writer CPU a point", {
      ours: micros("ours"),
      reference: micros("raw"),
      unit: "us (raw posts)",
      ratio: micros("ours"),
      limit: 1.5,
    }),
    floorRow("streaming: CPU against influx writePoints", {
      ours: micros("ours"),
      reference: micros("package"),
      unit: "us a point",
      ratio: ratio("ours", "package", (a, b) => b.cpuS / a.cpuS),
      limit: 3,
    }),
    floorRow("streaming: throughput against posts written beforehand", {
      ours: rate("ours"),
      reference: rate("raw"),
      unit: "points/s",
      ratio: ratio("ours", "raw", (a, b) => b.wallS / a.wallS),
      limit: 0.95,
    }),
  ];
}

/** A recording at 1,000 points/s that was made while the target was away. */
async function catchingUp({ createRecording, Feed, influx, createDatabase, hostClock, server }) {
  const folder = join(scratch(), "run");
  const one = { ...probe, rails: [rail("a")] };
  const recording = createRecording(folder, { ...manifest, probes: [one] }, hostClock);
  recording.event({ type: "clock", pair: { mono: 0n, wallMs: Number(START / MS), withinNs: 1 } });
  for (let second = 0; second < CATCH_UP_S; second++) {
    const at = BigInt64Array.from({ length: 1000 }, (_, i) => BigInt(1000 * second + i) * MS);
    recording.append({ probe: "board", at, columns: [Float64Array.from(at, (_, i) => 20 + Math.sin(i))], gaps: [] });
    recording.flush();
  }
  const self = { cpuS: 0, missedTicks: 0, readMicros: null, latenessMicros: null, granted: {} };
  recording.finish({ end: BigInt(CATCH_UP_S) * 1000n * MS, executions: [], marks: [], findings: [], self });
  await createDatabase(server.url, "behind");
  const opened = await influx.open(`${server.url}/behind`, host(hostClock));
  const feed = new Feed({ folder, sink: "influx", opened, log: () => undefined });
  const { wallS } = await timed(() => feed.over());
  const { done } = feed.position;
  await feed[Symbol.asyncDispose]();
  if (!done) throw new Error(`not all was sent: ${feed.failure}`);
  const ratio = CATCH_UP_S / wallS;
  const figures = { ours: wallS, reference: CATCH_UP_S, unit: "s", ratio, limit: 20 };
  return [floorRow("streaming: catching up 1,000 points/s", figures)];
}

/** Ticks that sampling missed beside a target that hangs, and without one. */
async function hanging({ createDatabase, server }, rounds) {
  const { root } = sixFiles(scratch(true));
  const folder = scratch();
  await createDatabase(server.url, "hangs");
  const missed = (sinks) => {
    const json = join(folder, "result.json");
    const words = "record -q --duration 3 --probe hwmon --rate 1000".split(" ");
    const args = [...words, "--out", folder, "--sysroot", root];
    cost(CLI, [...args, ...sinks, "--json", json]);
    return JSON.parse(readFileSync(json, "utf8")).self.missedTicks;
  };
  server.pause();
  const with_ = [];
  const without = [];
  for (let round = 0; round < rounds; round++) {
    with_.push(missed(["--sink", `influx:${server.url}/hangs`]));
    without.push(missed([]));
  }
  server.resume();
  const [ours, reference] = [median(with_), median(without)];
  // one in a hundred is what a busy computer does to either
  const ratio = (ours + SLACK) / (reference + SLACK);
  const figures = { ours, reference, unit: "missed ticks of 3000", ratio, limit: 1.25 };
  return [row("streaming: sampling beside a target that hangs", figures)];
}

const rail = (id) => ({
  id,
  point: "regulator-input",
  measures: "power",
  columns: [{ name: id, quantity: "power", unit: "mW", scale: 1e-3 }],
  period: 0.001,
  window: { kind: "instantaneous" },
  uncertainty: [{ id: "gain", kind: "gain", of: "power", distribution: "rectangular", size: 0.01, origin: "bench" }],
});
const probe = { name: "board", device: "a board", rails: RAILS.map(rail), totals: [], settings: {} };
const manifest = {
  schema: "joulemark/recording/v1",
  id: "20260101T000000-test",
  command: ["true"],
  startedAt: "2023-11-14T22:13:20.000Z",
  start: 0n,
  host: { hostname: "bench-host", kernel: "k", arch: "x64", cpu: "c", cpus: 2 },
  version: "0",
  probes: [probe],
  settings: {},
  findings: [],
};
const run = { id: manifest.id, manifest, wall: (at) => at + START };
const host = (clock) => ({ env: {}, clock, log: (line) => process.stderr.write(`${line}\n`) });
const phase = () => "command";

/** What a converter with steps of 5 mW shows of a load that wanders, with noise of some steps. */
function* pieces(round) {
  const shown = (i, c) => 5 * (Math.round(1000 + 200 * Math.sin(i / 300 + c)) + ((7919 * i + 104_729 * c) % 9) - 4);
  for (let k = 0; k < PIECES; k++) {
    const first = BigInt((round * PIECES + k) * INSTANTS);
    const at = BigInt64Array.from({ length: INSTANTS }, (_, i) => (first + BigInt(i)) * MS);
    const columns = RAILS.map((_, c) => Float64Array.from(at, (_, i) => shown(i, c)));
    yield { kind: "samples", probe, at, columns, phase };
  }
}

/** What the package is handed: made beforehand, for making it is not its work. */
function pointsOf(round) {
  const u = probe.rails.map((one) => run.uncertainty(probe.name, one));
  return [...pieces(round)].flatMap(({ at, columns }) =>
    [...at].flatMap((instant, i) =>
      RAILS.map((id, c) => ({
        measurement: "power",
        tags: { host: "bench-host", phase: "command", point: "regulator-input", probe: "board", rail: id, run: run.id },
        fields: { power_w: columns[c][i] * 1e-3, u_w: u[c](columns[c][i] * 1e-3, Number.NaN) },
        timestamp: String(run.wall(instant)),
      })),
    ),
  );
}

async function bodies(lines, round) {
  const made = [];
  for (const piece of pieces(round))
    for (let from = 0; from < piece.at.length; ) {
      const taken = await lines.take(piece, from, LINES);
      made.push(Buffer.from(taken.block.bytes));
      from = taken.to;
    }
  return made;
}

async function packaged(server, { name, points }) {
  const client = new InfluxDB({ host: "127.0.0.1", port: server.port, database: name });
  return timed(async () => {
    for (let from = 0; from < points.length; from += LINES)
      await client.writePoints(points.slice(from, from + LINES), { precision: "n" });
  });
}

async function posted(url, all) {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const post = (body) =>
    new Promise((resolve, reject) => {
      const headers = { "content-length": body.length };
      const sent = request(url, { method: "POST", agent, headers }, (response) => response.resume().on("end", resolve));
      sent.on("error", reject).end(body);
    });
  const cost = await timed(async () => {
    for (const body of all) await post(body);
  });
  agent.destroy();
  return cost;
}

async function timed(work) {
  const [cpu, from] = [process.cpuUsage(), performance.now()];
  await work();
  const { user, system } = process.cpuUsage(cpu);
  return { cpuS: (user + system) / 1e6, wallS: (performance.now() - from) / 1000 };
}
