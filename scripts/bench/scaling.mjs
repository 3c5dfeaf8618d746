// What one server does with the samples of many nodes: the figures of docs/scaling.md. Not one of the benches with a limit.
// usage: node scripts/bench/scaling.mjs [--nodes N]
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
const { values } = parseArgs({ options: { nodes: { type: "string", default: "10000" } } });
const NODES = Number(values.nodes);
const { SampleLines, Server, influxd, createDatabase } = await modules([
  "src/sinks/influx/sample-lines.ts",
  "test/servers/server.ts",
  "test/servers/influxd.ts",
]);

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
function headsOf(node) {
  const manifest = { host: { hostname: `node${node}` }, probes: [probe] };
  const run = { id: `20260101T000000-${node}`, manifest, wall: (at) => at, uncertainty: () => () => 0.125 };
  const piece = { kind: "samples", probe, at: BigInt64Array.of(1n), phase: () => "" };
  const columns = probe.rails.map(() => Float64Array.of(1));
  const { block } = new SampleLines(run).take({ ...piece, columns }, 0, RAILS);
  return block.lines().map((line) => line.slice(0, line.indexOf(" ") + 1));
}

/** `instants` of a node from one on: 12-bit values that wander. */
function body(heads, first, instants, start) {
  let text = "";
  for (let i = first; i < first + instants; i++)
    for (const [k, head] of heads.entries()) {
      const watts = (5000 + ((i * 7 + k * 113) % 97) * 5) / 1000;
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
const diskOf = (folder) => Number(execFileSync("du", ["-sb", folder], { encoding: "utf8" }).split("\t")[0]);
const pidOf = (folder) => Number(execFileSync("pgrep", ["-f", folder], { encoding: "utf8" }).trim().split("\n").at(-1));

const kinds = {
  "InfluxDB 1.6.7": {
    kind: influxd(),
    write: (server) => `${server.url}/write?db=scale`,
    data: "data",
    prepare: (server) => createDatabase(server.url, "scale"),
    // a snapshot of what is in memory is written when nothing was for 10 min: not waited for
  },
  VictoriaMetrics: {
    kind: {
      program: "victoria-metrics",
      health: "/health",
      args: (folder, port) => [
        `-storageDataPath=${join(folder, "data")}`,
        `-httpListenAddr=127.0.0.1:${port}`,
        "-retentionPeriod=100y",
      ],
    },
    write: (server) => `${server.url}/write`,
    data: "data",
    prepare: () => undefined,
  },
};

const DAY_NS = 86_400_000_000_000n;
/** A day that began long enough ago. */
const START = ((BigInt(Date.now()) * 1_000_000n) / DAY_NS - 2n) * DAY_NS;

for (const [name, { kind, write, prepare, data }] of Object.entries(kinds)) {
  // points a second and CPU a point by what a node sends at once
  for (const seconds of [1, 10, 60]) {
    const server = await Server.start(kind);
    await prepare(server);
    const nodes = Math.max(1, Math.round(NODES / seconds / 2));
    const bodies = [];
    for (let node = 0; node < nodes; node++) bodies.push(body(headsOf(node), 0, 10 * seconds, START));
    // series are made once in a server's life: not of this
    await post(write(server), bodies);
    const again = [];
    for (let node = 0; node < nodes; node++) again.push(body(headsOf(node), 10 * seconds, 10 * seconds, START));
    const pid = pidOf(server.folder);
    const [cpu, from] = [cpuOf(pid), performance.now()];
    await post(write(server), again);
    const wallS = (performance.now() - from) / 1000;
    const points = nodes * seconds * 10 * RAILS;
    say(name, `${seconds * 10 * RAILS} lines a post`, {
      points,
      "points/s": points / wallS,
      "server us/point": ((cpuOf(pid) - cpu) * 1e6) / points,
      "posts/s": nodes / wallS,
    });
    await server[Symbol.asyncDispose]();
  }
  {
    const server = await Server.start(kind);
    await prepare(server);
    const empty = memoryOf(pidOf(server.folder));
    const from = performance.now();
    for (let node = 0; node < NODES; node += 500) {
      const bodies = [];
      for (let k = node; k < Math.min(NODES, node + 500); k++) bodies.push(body(headsOf(k), 0, 10, START));
      await post(write(server), bodies);
    }
    say(name, `${NODES * RAILS} series`, {
      "new series/s": (NODES * RAILS) / ((performance.now() - from) / 1000),
      "memory MB": memoryOf(pidOf(server.folder)) - empty,
    });
    await server[Symbol.asyncDispose]();
  }
  {
    // a hundredth of the nodes for 20 min: what a point takes on disk
    const server = await Server.start(kind);
    await prepare(server);
    const nodes = Math.max(1, Math.round(NODES / 200));
    for (let minute = 0; minute < 20; minute++) {
      const bodies = [];
      for (let node = 0; node < nodes; node++) bodies.push(body(headsOf(node), 600 * minute, 600, START));
      await post(write(server), bodies);
    }
    await server.settle?.();
    await sleep(15_000);
    const points = nodes * 20 * 600 * RAILS;
    say(name, "on disk", { points, "bytes/point": diskOf(join(server.folder, data)) / points });
    await server[Symbol.asyncDispose]();
  }
}

function say(server, what, figures) {
  const cells = Object.entries(figures).map(([key, value]) => `${key} ${Number(value.toPrecision(3))}`);
  process.stdout.write(`${server}: ${what}: ${cells.join(", ")}\n`);
}
