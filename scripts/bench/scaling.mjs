// What one server does with the samples of many nodes: the figures of docs/scaling.md. Not one of the benches with a limit.
// usage: node scripts/bench/scaling.mjs [--nodes N] [--only batches|series|disk]
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { Agent, request } from "node:http";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { modules } from "./lib.mjs";

const RAILS = 12;
const CONNECTIONS = 4;
const TICK_NS = 100_000_000n;
const CLOCK_TICKS = 100;
const { values } = parseArgs({ options: { nodes: { type: "string", default: "10000" }, only: { type: "string" } } });
const NODES = Number(values.nodes);
const { SampleLines, Server, influxd, victoriaMetrics, createDatabase, Random } = await modules([
  "src/core/random.ts",
  "src/sinks/influx/sample-lines.ts",
  "test/servers/server.ts",
  "test/servers/influxd.ts",
  "test/servers/victoria-metrics.ts",
]);

const random = new Random(1);
const rail = (_, k) => ({
  id: `rail${k}`,
  point: "regulator-input",
  measures: "power",
  columns: [{ name: `c${k}`, quantity: "power", unit: "mW", scale: 1e-3 }],
  period: 0.1,
  window: { kind: "instantaneous" },
  uncertainty: [],
});
const probe = {
  name: "board",
  device: "a board",
  rails: Array.from({ length: RAILS }, rail),
  totals: [],
  settings: {},
};

/** The beginnings of a node's lines, as the writer has them. */
async function headsOf(node) {
  const manifest = { host: { hostname: `node${node}` }, probes: [probe] };
  const run = { id: `20260101T000000-${node}`, manifest, wall: (at) => at, uncertainty: () => () => 0.125 };
  const piece = { kind: "samples", probe, at: BigInt64Array.of(1n), phase: () => "" };
  const columns = probe.rails.map(() => Float64Array.of(1));
  const { block } = await new SampleLines(run).take({ ...piece, columns }, 0, RAILS);
  return block.lines().map((line) => line.slice(0, line.indexOf(" ") + 1));
}

const heads = [];
for (let node = 0; node < NODES; node++) heads.push(await headsOf(node));

/** `instants` of a node from one on: a converter's steps of 5 mW, with its noise of two steps about a load that wanders. */
function body(own, first, instants, start) {
  let text = "";
  for (let i = first; i < first + instants; i++)
    for (const [k, head] of own.entries()) {
      const load = 5000 + 1000 * Math.sin(i / 300 + k);
      const watts = (5 * Math.round(load / 5 + 2 * random.normal())) / 1000;
      text += `${head}power_w=${watts},u_w=0.125 ${start + BigInt(i) * TICK_NS}\n`;
    }
  return Buffer.from(text);
}

/** Posts each of the bodies, over a few connections. */
async function post(url, bodies) {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  let next = 0;
  const one = (bytes) =>
    new Promise((resolve, reject) => {
      const options = { method: "POST", agent, headers: { "content-length": bytes.length } };
      const sent = request(url, options, (response) => {
        response.resume().on("end", () => (response.statusCode === 204 ? resolve() : reject(response.statusCode)));
      });
      sent.on("error", reject).end(bytes);
    });
  const lane = async () => {
    while (next < bodies.length) await one(bodies[next++]);
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, lane));
  agent.destroy();
}

const cpuOf = (pid) => {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1].split(" ");
  return (Number(fields[11]) + Number(fields[12])) / CLOCK_TICKS;
};
const memoryOf = (pid) => Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))[1]) / 1024;
const diskOf = (folder) =>
  Number(execFileSync("du", ["-s", "--block-size=1", folder], { encoding: "utf8" }).split("\t")[0]);
const pidOf = (folder) => Number(execFileSync("pgrep", ["-f", folder], { encoding: "utf8" }).trim().split("\n").at(-1));

const kinds = {
  "InfluxDB 1.6.7": {
    kind: influxd({ settleS: 5 }),
    write: (server) => `${server.url}/write?db=scale`,
    prepare: (server) => createDatabase(server.url, "scale"),
  },
  VictoriaMetrics: {
    kind: victoriaMetrics,
    write: (server) => `${server.url}/write`,
    prepare: () => undefined,
  },
};

const DAY_NS = 86_400_000_000_000n;
/** A day that began long enough ago. */
const START = ((BigInt(Date.now()) * 1_000_000n) / DAY_NS - 2n) * DAY_NS;

/** Points a second, and CPU a point, by how many seconds of a node are in a post. */
async function batches({ server, pid, write }, say) {
  for (const seconds of [1, 10, 60]) {
    const nodes = Math.max(1, Math.round(NODES / seconds / 2));
    const made = (from) => Array.from({ length: nodes }, (_, k) => body(heads[k], from, 10 * seconds, START));
    // series are made once in a server's life: not of this
    await post(write, made(0));
    const bodies = made(10 * seconds);
    const [cpu, from] = [cpuOf(pid(server)), performance.now()];
    await post(write, bodies);
    const wallS = (performance.now() - from) / 1000;
    const points = nodes * seconds * 10 * RAILS;
    const micros = ((cpuOf(pid(server)) - cpu) * 1e6) / points;
    say(`${seconds * 10 * RAILS} lines a post`, { "points/s": points / wallS, "server us/point": micros });
  }
}

/** All series at once, a second of each. */
async function series({ server, pid, write }, say) {
  const empty = memoryOf(pid(server));
  const from = performance.now();
  for (let node = 0; node < NODES; node += 500) {
    const nodes = Math.min(500, NODES - node);
    await post(
      write,
      Array.from({ length: nodes }, (_, k) => body(heads[node + k], 0, 10, START)),
    );
  }
  const rate = (NODES * RAILS) / ((performance.now() - from) / 1000);
  say(`${NODES * RAILS} series`, { "new series/s": rate, "memory MB": memoryOf(pid(server)) - empty });
}

/** Twenty minutes of a two-hundredth of the nodes: what a point takes on disk. */
async function disk({ server, write }, say) {
  const nodes = Math.max(1, Math.round(NODES / 200));
  for (let minute = 0; minute < 20; minute++)
    await post(
      write,
      Array.from({ length: nodes }, (_, k) => body(heads[k], 600 * minute, 600, START)),
    );
  // until it has put together what it keeps
  await sleep(45_000);
  const points = nodes * 20 * 600 * RAILS;
  say("on disk", { points, "bytes/point": diskOf(join(server.folder, "data")) / points });
}

const parts = { batches, series, disk };
for (const [name, { kind, write, prepare }] of Object.entries(kinds))
  for (const [part, measure] of Object.entries(parts)) {
    if (values.only !== undefined && values.only !== part) continue;
    const server = await Server.start(kind);
    await prepare(server);
    await measure({ server, pid: () => pidOf(server.folder), write: write(server) }, (what, figures) =>
      say(name, what, figures),
    );
    await server[Symbol.asyncDispose]();
  }

function say(server, what, figures) {
  const cells = Object.entries(figures).map(([key, value]) => `${key} ${Number(value.toPrecision(3))}`);
  process.stdout.write(`${server}: ${what}: ${cells.join(", ")}\n`);
}
