import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Status } from "../../../src/commands/stream/status.js";
import { difference } from "../../servers/delivered.js";
import { Rig } from "../../servers/rig.js";
import { freePort, programs } from "../../servers/server.js";
import { until } from "../stream/streaming.js";
import { CLI, Container, NODE } from "./container.js";

const SERVICE = "joulemark-stream";
const STATE = "/var/lib/joulemark";
const SIGKILL_OF_WATCHDOG = /Watchdog timeout|Failed with result 'watchdog'/;

const booted = programs() === undefined ? undefined : await Container.boot();

describe.skipIf(booted === undefined)("joulemark stream as a service of a real systemd", () => {
  const computer = booted as Container;
  let rig: Rig;
  let health: number;

  const tell = (told: object) => writeFileSync(computer.path("/etc/joulemark/stream.yaml"), JSON.stringify(told));
  const told = (rate: number) => ({
    health,
    rate,
    probes: [{ probe: "simulated", waveform: { type: "sine", meanW: 20, amplitudeW: 10, periodS: 3 } }],
    sinks: [`influx:${rig.server.url}/power`],
  });
  const shown = (property: string) => computer.run(`systemctl show --value -p ${property} ${SERVICE}`).trim();
  /** Its process, in the container's own numbers; 0 would be everything of ours. */
  const mainPid = () => {
    const pid = Number(shown("MainPID"));
    if (!(pid > 1)) throw new Error("it does not run");
    return pid;
  };
  const journal = (options = "") => computer.run(`journalctl -u ${SERVICE} -o cat --no-pager ${options}`);
  const segments = () =>
    readdirSync(computer.path(`${STATE}/spool`), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => computer.path(`${STATE}/spool/${name}`));
  const answer = async () => {
    const got = await fetch(`http://127.0.0.1:${health}/health`).catch(() => undefined);
    return got === undefined ? undefined : ((await got.json()) as Status);
  };
  const sampled = async () => (await answer())?.probes[0]?.samples ?? 0;

  beforeAll(async () => {
    rig = await Rig.start();
    await rig.database("power");
    health = await freePort();
  }, 120_000);
  afterAll(async () => {
    await computer[Symbol.asyncDispose]();
    await rig?.[Symbol.asyncDispose]();
  });

  it("is installed by the script it prints, begins, and says that it is ready", async () => {
    computer.run(`${NODE} ${CLI} stream install --print > /tmp/install.sh && sh /tmp/install.sh`);
    tell(told(20));
    const { JOULEMARK_INFLUX_USER: user, JOULEMARK_INFLUX_PASSWORD: password } = rig.env;
    const lines = `JOULEMARK_INFLUX_USER=${user}\nJOULEMARK_INFLUX_PASSWORD=${password}\n`;
    writeFileSync(computer.path("/etc/joulemark/stream.env"), lines, { mode: 0o600 });
    computer.run(`systemctl enable --now ${SERVICE}`);
    expect([shown("ActiveState"), shown("StatusText"), shown("NRestarts")]).toEqual(["active", "sampling", "0"]);
    await until(async () => (await sampled()) > 20, "samples");
    // what root wrote for it is there, and in nobody's sight
    const seen = `${computer.run(`ps -eo args; systemctl status --no-pager ${SERVICE}`)}${journal()}`;
    expect(seen).toContain(`${CLI} stream`);
    expect(seen).not.toContain(password);
  }, 90_000);

  it("has no right but its own folder", () => {
    const status = readFileSync(computer.path(`/proc/${mainPid()}/status`), "utf8");
    const user = computer.run("id -u joulemark").trim();
    expect(status).toMatch(new RegExp(`^Uid:\\s+${user}\\s+${user}\\s+${user}\\s+${user}$`, "m"));
    for (const line of [/^CapEff:\s+0+$/m, /^CapBnd:\s+0+$/m, /^NoNewPrivs:\s+1$/m, /^Seccomp:\s+2$/m])
      expect(status).toMatch(line);
    const within = (script: string) => `nsenter -t ${mainPid()} --mount --root sh -c '${script}'`;
    for (const place of ["/etc/x", "/usr/x", "/opt/x", "/var/x"])
      expect(computer.statusOf(within(`: > ${place}`))).not.toBe(0);
    expect(computer.statusOf(within(`: > ${STATE}/x`))).toBe(0);
    expect(computer.run(`stat -c '%a %U' ${STATE}/spool`)).toBe("700 joulemark\n");
  });

  it("reads its configuration again on reload: a good one is taken, a bad one is a warning, and no more", async () => {
    const before = segments().length;
    tell(told(50));
    computer.run(`systemctl reload ${SERVICE}`);
    await until(() => segments().length > before, "a recording at the new rate");
    tell({ ...told(50), rate: "fast" });
    computer.run(`systemctl reload ${SERVICE}`);
    await until(() => journal("-p warning").includes("the old configuration stays"), "it says what is wrong");
    expect([shown("ActiveState"), shown("NRestarts")]).toEqual(["active", "0"]);
    tell(told(50));
  }, 90_000);

  it("is started again when it is killed, and when it hangs", async () => {
    computer.run(`kill -9 ${mainPid()}`);
    await until(() => shown("NRestarts") === "1" && shown("ActiveState") === "active", "it was killed, and runs");
    const folder = `/run/systemd/system/${SERVICE}.service.d`;
    computer.run(`mkdir -p ${folder}; printf '[Service]\\nWatchdogSec=3\\n' > ${folder}/short.conf`);
    computer.run(`systemctl daemon-reload; systemctl restart ${SERVICE}`);
    await until(async () => (await sampled()) > 250, "it lives for longer than the watchdog waits");
    computer.run(`kill -STOP ${mainPid()}`);
    await until(() => SIGKILL_OF_WATCHDOG.test(computer.run(`journalctl -u ${SERVICE} --no-pager`)), "the watchdog");
    await until(() => shown("ActiveState") === "active", "it hung, and runs");
    await until(async () => (await sampled()) > 20, "samples");
  }, 180_000);

  it("ends when it is told to, and every sample of all that is in the database once", async () => {
    await until(async () => (await answer())?.sinks[0]?.waitingBytes === 0, "what the killed ones left is sent");
    computer.run(`systemctl stop ${SERVICE}`);
    expect([shown("ActiveState"), shown("Result"), shown("ExecMainStatus")]).toEqual(["inactive", "success", "0"]);
    expect(segments().length).toBeGreaterThanOrEqual(5);
    let samples = 0;
    for (const segment of segments()) {
      const { recorded, lost, doubled } = await difference(segment, "power", rig.ask);
      expect({ lost, doubled }).toEqual({ lost: 0, doubled: 0 });
      // one that was killed just after it began may have none
      samples += recorded;
    }
    expect(samples).toBeGreaterThan(300);
    expect(readFileSync(join(computer.path(STATE), "x"), "utf8")).toBe("");
  }, 60_000);

  it("is not started for ever with a configuration that does not hold", async () => {
    tell({ ...told(20), sinks: ["nope:x"] });
    expect(computer.statusOf(`systemctl start ${SERVICE}`)).not.toBe(0);
    await until(() => shown("ActiveState") === "failed", "it is left alone");
    expect([shown("ExecMainStatus"), shown("NRestarts")]).toEqual(["120", "0"]);
    expect(journal("-p err")).toContain("no sink called");
  }, 60_000);
});
