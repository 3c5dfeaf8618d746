import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { backends, RUNNER, type Running, runnerSuite, type StartOptions, scratchFolder, start } from "./runner.js";

const folder = scratchFolder();
/** Three times what is promised: the computer of a test does other work too. */
const SOON_MS = 3000;

const scratch = (): string => mkdtempSync(join(folder, "t-"));
const begin = '{"cmd":"start"}\n';

/** A run that would last for a minute: what is not stopped is not left behind for long. */
const long = (options: Readonly<Record<string, string>> = {}, how?: StartOptions): Running => {
  const all = { backend: "reference", network: "tiny", "warmup-ms": "0", "duration-ms": "60000", ...options };
  return start(["run", ...Object.entries(all).map(([name, value]) => `--${name}=${value}`)], how);
};

/** Waits for the end of what was just told to stop: soon, by itself, and with no core left behind. */
async function endOf(running: Running, cwd?: string) {
  const since = process.hrtime.bigint();
  const ended = await running.ended;
  const ms = Number(process.hrtime.bigint() - since) / 1e6;
  if (process.env["SHOW_STOPS"]) process.stderr.write(`stopped after ${ms.toFixed(0)} ms\n`);
  expect(ms).toBeLessThan(SOON_MS);
  expect(ended.signal).toBeNull();
  if (cwd !== undefined) expect(readdirSync(cwd)).toEqual([]);
  return ended;
}

/** To the point a run is to be stopped at. */
const phases: readonly (readonly [string, (running: Running) => Promise<unknown>])[] = [
  ["that waits for its start", (running) => running.until("ready")],
  ["that warms up", startedAnd("ready")],
  ["that is measured", startedAnd("window")],
];

function startedAnd(ev: "ready" | "window") {
  return async (running: Running): Promise<void> => {
    running.input.write(begin);
    await running.until(ev);
  };
}

const stops: readonly (readonly [string, string, (running: Running) => unknown])[] = [
  ["SIGTERM", "signal", ({ child }) => child.kill("SIGTERM")],
  ["SIGINT", "signal", ({ child }) => child.kill("SIGINT")],
  ["SIGHUP", "signal", ({ child }) => child.kill("SIGHUP")],
  ["the end of its input", "stdin", ({ input }) => input.end()],
];

const cases = backends.flatMap((backend) =>
  phases.flatMap(([phase, reach]) =>
    stops.map(([what, stopped, stop]) => [backend, phase, what, { reach, stop, stopped }] as const),
  ),
);

runnerSuite("a run", () => {
  it.each(cases)("on %s %s ends at %s", async (backend, phase, _what, { reach, stop, stopped }) => {
    const cwd = scratch();
    const warmUp = phase === "that warms up" ? "60000" : "0";
    const running = long({ backend, "warmup-ms": warmUp }, { cwd });
    await reach(running);
    stop(running);
    const { status, last, stderr } = await endOf(running, cwd);
    expect({ status, stderr, last }).toMatchObject({ status: 0, stderr: "", last: { ev: "done", stopped } });
    if (phase === "that is measured") expect(last["images"]).toBeGreaterThan(0);
    else expect(last["images"]).toBe(0);
  });

  it.each(stops)("that is being set up ends at %2$s", async (_what, _stopped, stop) => {
    const cwd = scratch();
    const running = long({ network: "alexnet" }, { cwd });
    await running.until("hello");
    stop(running);
    const { status, last } = await endOf(running, cwd);
    expect([0, 70]).toContain(status);
    expect(last["ev"]).toBe(status === 0 ? "done" : "error");
  });

  it("in the midst of a pass of minutes is ended, and says so", async () => {
    const cwd = scratch();
    const running = long({ network: "alexnet", batch: "64", threads: "1" }, { cwd });
    running.input.write(begin);
    await running.until("ready");
    await new Promise((waited) => setTimeout(waited, 300));
    running.child.kill("SIGTERM");
    // To be told again gives it no more time.
    const again = setInterval(() => running.child.kill("SIGTERM"), 200);
    const { status, last } = await endOf(running, cwd).finally(() => clearInterval(again));
    expect({ status, last }).toMatchObject({ status: 70, last: { ev: "error", code: "stopped-midway", exit: 70 } });
  });

  it("that is told to stop again and again ends once", async () => {
    const running = long();
    await startedAnd("window")(running);
    for (const signal of ["SIGTERM", "SIGINT", "SIGTERM"] as const) running.child.kill(signal);
    running.input.end();
    const { status, events } = await endOf(running);
    expect(status).toBe(0);
    expect(events.filter(({ ev }) => ev === "done")).toHaveLength(1);
  });

  it.each(phases)("%s ends when nobody reads its events", async (_phase, reach) => {
    const cwd = scratch();
    const running = long({}, { cwd });
    await reach(running);
    running.eventStream.destroy();
    const { status, stderr } = await endOf(running, cwd);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  });

  it("ends when the reader of a pipe goes", () => {
    const script = '("$0" run --backend=reference --network=tiny --no-wait 3>&1 >&2; echo "status $?" >&4) | head -n 1';
    const said = execFileSync("sh", ["-c", `{ ${script}; } 4>&1`, RUNNER], { encoding: "utf8", timeout: 20_000 });
    // two processes write, in either order
    expect(said).toMatch(/"ev":"hello".*$/m);
    expect(said).toMatch(/^status 0$/m);
  });

  it("ends when its parent is killed", async () => {
    const events = join(scratch(), "events");
    const script = `"$0" run --backend=reference --network=tiny --no-wait --duration-ms=60000 3>"$1"; true`;
    const parent = start(["-c", script, RUNNER, events], { program: "/bin/sh" });
    const pid = await until(() => /"pid":(\d+)[\s\S]*"ev":"window"/.exec(contentOf(events))?.[1]);
    parent.child.kill("SIGKILL");
    const since = process.hrtime.bigint();
    await until(() => (isRunning(pid) ? undefined : "gone"));
    expect(Number(process.hrtime.bigint() - since) / 1e6).toBeLessThan(SOON_MS);
    expect(contentOf(events)).toMatch(/"stopped":"signal"/);
  });
});

const contentOf = (path: string): string => (existsSync(path) ? readFileSync(path, "utf8") : "");

async function until(found: () => string | undefined): Promise<string> {
  for (;;) {
    const value = found();
    if (value !== undefined) return value;
    await new Promise((waited) => setTimeout(waited, 20));
  }
}

/** A dead process that nobody has asked after still has its folder, with state Z. */
function isRunning(pid: string): boolean {
  const stat = contentOf(`/proc/${pid}/stat`);
  return stat !== "" && !/\) [ZX] /.test(stat);
}

runnerSuite("standard input", () => {
  it.each([
    ["start\n", '"start'],
    ["\n", "empty"],
    ["{}\n", "{}"],
    ['{"cmd":"stop"}\n', "stop"],
    ['{"cmd":"start","in":3}\n', "start"],
    ['["cmd","start"]\n', "cmd"],
    [`${"x".repeat(5000)}`, "xxx"],
    ["\0\xff\n", "standard input"],
    [`nonsense\n${begin}`, "nonsense"],
  ])("with %j is refused", async (line, shown) => {
    const running = long();
    running.input.write(line);
    const { status, last, stderr } = await running.ended;
    expect({ status, last }).toMatchObject({ status: 64, last: { ev: "error", code: "bad-command", exit: 64 } });
    expect(last["detail"]).toContain(shown);
    expect(last["remedy"]).toContain('{"cmd":"start"}');
    expect(stderr).toContain(last["detail"]);
  });

  it("may come in pieces, with spaces", async () => {
    const running = long({ "duration-ms": "50" });
    for (const piece of [' {"cm', 'd" : "st', 'art" }\r', "\n"]) {
      running.input.write(piece);
      await new Promise((waited) => setTimeout(waited, 20));
    }
    expect((await running.ended).last).toMatchObject({ ev: "done", stopped: "duration" });
  });

  it("may hold anything after the start", async () => {
    const running = long({ "duration-ms": "400" });
    running.input.write(`${begin}nonsense\n${"x".repeat(100_000)}\n`);
    const { status, last } = await running.ended;
    expect({ status, last }).toMatchObject({ status: 0, last: { ev: "done", stopped: "duration" } });
  });
});
