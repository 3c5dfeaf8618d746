import { type ChildProcess, spawn } from "node:child_process";
import { appendFileSync, closeSync, existsSync, fstatSync, openSync, readdirSync, readFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { FLAT } from "../../../src/commands/stream/install.js";
import { freePort } from "../../servers/server.js";
import { CLI, joulemark, scratch } from "../cli.js";
import { rails, Streaming, samplesOf, until } from "./streaming.js";

const sine = { probe: "simulated", waveform: { type: "sine", meanW: 20, amplitudeW: 10, periodS: 3 } };
const samples = async (streaming: Streaming) => (await streaming.status())?.probes[0]?.samples ?? 0;

describe("joulemark stream", () => {
  it("begins new recordings, and no sample is lost or there twice at their seams", async () => {
    const file = join(scratch(), "out.ndjson");
    const streaming = await Streaming.prepare({
      rate: 200,
      probes: [sine],
      sinks: [`ndjson:${file}`],
      spool: { segmentHours: 0.001 },
    });
    await streaming.up();
    await until(() => streaming.segments().length >= 4, "four segments");
    const { status } = await streaming.down();
    expect(status).toBe(0);
    const all = streaming.segments().map(samplesOf);
    const instants = all.flat().map(({ at }) => at);
    expect(instants.every((at, k) => k === 0 || at > (instants[k - 1] ?? 0n))).toBe(true);
    const lines = readFileSync(file, "utf8").trim().split("\n");
    expect(lines.map((line) => String(JSON.parse(line).ns))).toEqual(instants.map(String));
    // the grid of sampling goes on over a seam, but for ticks that were missed and counted
    const spans = instants.slice(1).map((at, k) => Number(at - (instants[k] ?? 0n)) / 1e6);
    const seams = all.slice(0, -1).map((_, k) => spans[all.slice(0, k + 1).flat().length - 1] ?? Number.NaN);
    expect(Math.max(...seams)).toBeLessThan(
      Math.max(100, 2 * Math.max(...spans.filter((span) => !seams.includes(span)))),
    );
    const { stdout } = await joulemark(["report", streaming.segments()[1] ?? "", "--json", "-"]);
    expect(JSON.parse(stdout).windows[0]).toMatchObject({ rails: [{ meanPowerW: { value: expect.any(Number) } }] });
  }, 90_000);

  it("reads its configuration again on SIGHUP: a good one is taken without a gap, a bad one is said and changes nothing", async () => {
    const [first, second] = [join(scratch(), "a.ndjson"), join(scratch(), "b.ndjson")];
    const streaming = await Streaming.prepare({ rate: 50, probes: [sine], sinks: [`ndjson:${first}`] });
    await streaming.up();
    await until(async () => (await samples(streaming)) > 20, "samples");
    appendFileSync(streaming.file, "}");
    streaming.hangUp();
    await sleep(1500);
    streaming.tell({ rate: 50, probes: [sine], sinks: ["ndjson:/nope/nope"] });
    streaming.hangUp();
    await sleep(1500);
    expect((await streaming.status())?.sinks.map(({ sink }) => sink)).toEqual([`ndjson ${first}`]);
    // the same page, written otherwise
    const health = `127.0.0.1:${streaming.health}`;
    streaming.tell({ health, rate: 50, probes: [sine], sinks: [`ndjson:${first}`, `ndjson:${second}`] });
    streaming.hangUp();
    await until(() => existsSync(second), "the new sink");
    await until(async () => ((await streaming.status())?.sinks[1]?.sentSamples ?? 0) > 50, "it gets samples");
    expect(streaming.segments()).toHaveLength(1);
    streaming.tell({ rate: 25, probes: [sine], sinks: [`ndjson:${second}`] });
    streaming.hangUp();
    await until(() => streaming.segments().length === 2, "a new recording at the new rate");
    const { status, stderr } = await streaming.down();
    expect(status).toBe(0);
    expect(stderr.match(/the old configuration stays/g)).toHaveLength(2);
    expect(stderr).toMatch(/stream\.yaml:1:\d+: /);
    const both = readFileSync(second, "utf8")
      .trim()
      .split("\n")
      .map((line) => String(JSON.parse(line).ns));
    expect(both).toEqual(streaming.segments().flatMap((folder) => samplesOf(folder).map(({ at }) => String(at))));
  }, 90_000);

  it("samples as before while its pages are besieged, and answers in between", async () => {
    const scrape = await freePort();
    const streaming = await Streaming.prepare({ rate: 200, probes: [sine], sinks: [`prometheus:${scrape}`] });
    await streaming.up();
    const sockets: Socket[] = [];
    for (let k = 0; k < 1000; k++) {
      const socket = connect(k % 2 === 0 ? streaming.health : scrape, "127.0.0.1", () =>
        socket.write("GET /health HTTP/1.1\r\nX: "),
      );
      socket.on("error", () => undefined);
      sockets.push(socket);
      if (k % 100 === 0) await until(async () => (await streaming.status())?.http === 200, "an answer in between");
    }
    await sleep(1000);
    const shown = async () => (await fetch(`http://127.0.0.1:${scrape}/metrics`)).text();
    await until(
      async () => /^hw_power_watts\{.*point="regulator-input".*\} [\d.]+$/m.test(await shown()),
      "the last values",
    );
    const own = await (await fetch(`http://127.0.0.1:${streaming.health}/metrics`)).text();
    expect(Number(/^joulemark_stream_samples_total\{.*\} (\d+)$/m.exec(own)?.[1])).toBeGreaterThan(200);
    const { missedTicks = 0, probes = [] } = (await streaming.status()) ?? {};
    expect(missedTicks).toBeLessThan(0.2 * (probes[0]?.samples ?? 0));
    for (const socket of sockets) socket.destroy();
    await streaming.down();
  }, 60_000);

  it("tells systemd that it is ready, alive and ending, and the journal how grave its lines are", async () => {
    const streaming = await Streaming.prepare({ rate: 20, probes: [sine], sinks: [`ndjson:${join(scratch(), "x")}`] });
    const [socket, said, journal] = ["notify", "said", "journal"].map((name) => join(scratch(), name)) as [
      string,
      string,
      string,
    ];
    const listener: ChildProcess = spawn("socat", ["-u", `UNIX-RECVFROM:${socket},fork`, `OPEN:${said},creat,append`]);
    await until(() => existsSync(socket), "socat listens");
    const descriptor = openSync(journal, "w");
    const { dev, ino } = fstatSync(descriptor);
    const child = spawn(process.execPath, [CLI, "stream", "--config", streaming.file], {
      env: { ...process.env, NOTIFY_SOCKET: socket, WATCHDOG_USEC: "3000000", JOURNAL_STREAM: `${dev}:${ino}` },
      stdio: ["ignore", "ignore", descriptor],
    });
    const ended = new Promise((resolve) => child.once("exit", resolve));
    const told = () => (existsSync(said) ? readFileSync(said, "utf8") : "");
    await until(() => (told().match(/WATCHDOG=1/g) ?? []).length >= 3, "signs of life");
    child.kill("SIGTERM");
    expect(await ended).toBe(0);
    await until(() => told().includes("STOPPING=1"), "the end");
    expect(told()).toMatch(/READY=1/);
    listener.kill();
    closeSync(descriptor);
    const lines = readFileSync(journal, "utf8").trim().split("\n");
    expect(lines.filter((line) => !/^<[3-6]>/.test(line))).toEqual([]);
    expect(lines.some((line) => line.startsWith("<5>streaming to"))).toBe(true);
  }, 60_000);

  it("refuses a second process on its spool, and takes over from a killed one", async () => {
    const streaming = await Streaming.prepare({ rate: 20, probes: [sine], sinks: [`ndjson:${join(scratch(), "x")}`] });
    await streaming.up();
    const { status, stderr } = await joulemark(["stream", "--config", streaming.file]);
    expect([status, stderr]).toEqual([121, expect.stringMatching(/Process \d+ streams from/)]);
    await streaming.down("SIGKILL");
    await streaming.up();
    expect((await streaming.down()).status).toBe(0);
  }, 60_000);

  it.each([
    [{ sinks: [] }, /sinks is empty/],
    [{ sinks: ["nope:x"] }, /no sink called/],
    [{ sinks: ["ndjson:/nope/x"] }, /Cannot write/],
    [{ sinks: ["ndjson:x"], spol: {} }, /unknown key "spol"/],
    [{ sinks: ["ndjson:x"], probes: [{ probe: "simulatd" }] }, /simulatd/],
    [{ sinks: ["ndjson:x"], health: "nowhere" }, /no address to listen on/],
    [{ sinks: ["ndjson:x"], spool: { mostMb: 10, segmentMb: 9 } }, /at most half/],
    [{ sinks: ["ndjson:x"], spool: { folder: "/proc/nope" } }, /-> .*with spool\.folder in the configuration/],
    [{ sinks: ["ndjson:x"], health: 99_999 }, /no address to listen on/],
    [{ sinks: ["ndjson:x", "ndjson:x"] }, /twice/],
    [{ sinks: ["influx:http://127.0.0.1:1/d", "influx:http://127.0.0.1:1/d/"] }, /is named twice/],
  ])("refuses the configuration %j before it begins", async (told, says) => {
    const streaming = await Streaming.prepare(told);
    const { status, stderr } = await joulemark(["stream", "--config", streaming.file]);
    expect(stderr).toMatch(says);
    expect([120, 121, 123]).toContain(status);
  });

  it("prints a script that a shell takes, with a unit that systemd takes", async () => {
    const { status, stdout } = await joulemark(["stream", "install", "--print"]);
    expect(status).toBe(0);
    expect(stdout).toMatch(/NoNewPrivileges=yes/);
    expect(stdout).toMatch(/^ExecStart=\S*node --max-semi-space-size=1 /m);
    const shell = spawn("sh", ["-n"], { stdio: ["pipe", "ignore", "inherit"] });
    shell.stdin.end(stdout);
    expect(await new Promise((resolve) => shell.once("exit", resolve))).toBe(0);
  });
});

describe("a minute of joulemark stream", () => {
  it("needs no more memory and no more descriptors at its end than after its beginning", async () => {
    const streaming = await Streaming.prepare({
      rate: 500,
      probes: [{ ...sine, rails: rails(6) }],
      sinks: [`ndjson:${join(scratch(), "x")}`, `prometheus:${await freePort()}`],
      spool: { mostMb: 4, segmentMb: 0.5 },
    });
    // as the unit starts it
    await streaming.up({ env: { NODE_OPTIONS: FLAT } });
    const look = async () => ({
      megabytes: Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${streaming.pid}/status`, "utf8"))?.[1]) / 1024,
      descriptors: readdirSync(`/proc/${streaming.pid}/fd`).length,
      spoolBytes: (await streaming.status())?.spool.bytes ?? Number.NaN,
    });
    await sleep(25_000);
    const early = await look();
    await sleep(30_000);
    const late = await look();
    expect(late.megabytes - early.megabytes).toBeLessThan(10);
    // a file or a connection may be open for a moment just then
    expect(late.descriptors - early.descriptors).toBeLessThan(5);
    expect(late.spoolBytes).toBeLessThan(4.2 * 2 ** 20);
    const { status } = await streaming.down();
    expect(status).toBe(0);
  }, 120_000);
});
