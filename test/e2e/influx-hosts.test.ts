import type { ChildProcess } from "node:child_process";
import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { HostsResult } from "../../src/core/hosts-result.js";
import { hostsSchema } from "../../src/core/hosts-schema.js";
import type { Result } from "../../src/core/result.js";
import { openRecording } from "../../src/recording/reader.js";
import { ask, createDatabase, influxd } from "../servers/influxd.js";
import { programs, Server } from "../servers/server.js";
import { joulemark, recordingsIn, scratch } from "./cli.js";
import { canMakeNetworks, Network } from "./netns/network.js";

const SECONDS = 12;
const watts = { a: 10, b: 20, c: 40 } as const;
const all = 70;
/** What keeps the clock of each host, by its own words. */
const chronyc = `#!/bin/sh
echo 'C0A80101,ntp1,2,1.1,0.001,0.0001,0.0002,-5.1,0.001,0.02,0.002,0.001,64.2,Normal'
`;

async function until(what: () => Promise<boolean>, seconds = 30): Promise<void> {
  for (const from = Date.now(); !(await what()); await sleep(200))
    if (Date.now() - from > seconds * 1000) throw new Error("waited too long");
}

/** Instants (ns after the start) and watts of a recording. */
function samplesOf(folder: string): readonly string[] {
  const { samples } = openRecording(folder);
  const rows: string[] = [];
  for (const { at, length, columns } of samples("simulated"))
    for (let i = 0; i < length; i++) rows.push(`${at[i]} ${columns[0]?.[i]}`);
  return rows;
}

describe.skipIf(programs() === undefined || !canMakeNetworks())(
  "three hosts, one of them cut off for a while, one killed",
  () => {
    const folder = scratch();
    let server: Server;
    let network: Network;
    const url = () => `${server.url}/power`;
    const running: ChildProcess[] = [];
    const report = async (hosts: string): Promise<HostsResult> => {
      const ended = await joulemark([
        "report",
        "--from-influx",
        url(),
        "--run",
        "night 7",
        "--hosts",
        hosts,
        "--json",
        "-",
      ]);
      expect(ended).toMatchObject({ status: 0, stderr: "" });
      return JSON.parse(ended.stdout);
    };
    const local = (host: string) => recordingsIn(join(folder, host))[0] ?? "";
    const energyOf = (result: HostsResult) => result.totals[0]?.energyJ?.value ?? Number.NaN;
    let during: HostsResult;

    beforeAll(async () => {
      server = await Server.start(influxd());
      await createDatabase(server.url, "power");
      network = await Network.make(Object.keys(watts), server.port);
      writeFileSync(join(folder, "chronyc"), chronyc);
      chmodSync(join(folder, "chronyc"), 0o755);
      const env = { PATH: `${folder}:${process.env["PATH"]}` };
      for (const [k, host] of network.hosts.entries()) {
        const power = Object.values(watts)[k];
        const probe = `simulated:waveform={"type":"constant","powerW":${power}}`;
        const args = ["record", "-q", "-p", probe, "--duration", String(SECONDS), "--out", join(folder, host.name)];
        running.push(host.start([...args, "--run-id", "night 7", "--influx", `${network.url(k)}/power`], env));
      }
      const ended = running.map((child) => new Promise((resolve) => child.once("close", resolve)));
      await until(
        async () => (await ask(server.url, "power", "SELECT count(u_w) FROM power GROUP BY host")).length === 3,
      );
      network.hosts[1]?.cut();
      await sleep(2500);
      running[2]?.kill("SIGKILL");
      during = await report("a,b,c");
      network.hosts[1]?.mend();
      await Promise.all(ended);
    }, 90_000);
    afterAll(async () => {
      for (const child of running) child.kill("SIGKILL");
      await network?.[Symbol.asyncDispose]();
      await server?.[Symbol.asyncDispose]();
    });

    it("are reported while it lasts over what is there of all of them", () => {
      expect(during.hosts.map(({ host, complete }) => [host, complete])).toEqual([
        ["a", false],
        ["b", false],
        ["c", false],
      ]);
      const [a, b] = during.hosts;
      expect((a?.own.durationS ?? 0) - (b?.own.durationS ?? 0)).toBeGreaterThan(1);
      const { window } = during;
      expect(window?.durationS).toBeGreaterThan(0.2);
      expect(window?.durationS).toBeLessThan(SECONDS / 2);
      expect(energyOf(during) / (window?.durationS ?? 0)).toBeCloseTo(all, 9);
    });

    it("come to what was recorded: on every host to the last digit, and together", async () => {
      const result = await report("a,b,c");
      expect(() => hostsSchema.parse(result)).not.toThrow();
      expect(result.hosts.map(({ host, complete }) => [host, complete])).toEqual([
        ["a", true],
        ["b", true],
        ["c", false],
      ]);
      for (const host of ["a", "b"] as const) {
        const { stdout } = await joulemark(["report", local(host), "--json", "-"]);
        const made = (JSON.parse(stdout) as Result).windows[0]?.rails[0];
        const own = result.hosts.find((one) => one.host === host)?.own.subjects[0];
        expect(own?.energyJ?.value).toBeCloseTo(made?.energyJ?.value ?? Number.NaN, 9);
        expect(own?.coverage).toBe(made?.coverage);
      }
      expect(result.totals).toHaveLength(1);
      expect(energyOf(result) / (result.window?.durationS ?? 0)).toBeCloseTo(all, 9);
      expect(result.window?.durationS).toBeLessThan(SECONDS - 1);
    });

    it("leave nothing out and nothing twice", async () => {
      for (const host of ["a", "b", "c"]) {
        const out = scratch();
        const { stdout } = await joulemark(["influx", "fetch", url(), "night 7", "--host", host, "--out", out]);
        const [back, made] = [samplesOf(stdout.trim()), samplesOf(local(host))];
        expect(back.length).toBeGreaterThan(100);
        // what was recorded in the last moment before it was killed is still in the recording, to be sent later
        expect(back).toEqual(host === "c" ? made.slice(0, back.length) : made);
      }
    });

    it("are named where they are missing or have not ended, with what their clocks are worth", async () => {
      const { quality, missing, hosts } = await report("a,b,c,d");
      expect(missing).toEqual(["d"]);
      expect(quality.verdict).toBe("invalid");
      const codes = quality.findings.map(({ code }) => code);
      expect(codes).toEqual(expect.arrayContaining(["host-missing", "host-not-ended"]));
      expect(codes).not.toContain("clock-unknown");
      expect(hosts.map(({ clock }) => clock)).toEqual(
        [1, 2, 3].map(() => ({ source: "chrony", synchronized: true, withinS: 0.003 })),
      );
      const { stdout } = await joulemark(["report", "--from-influx", url(), "--run", "night 7", "--hosts", "a,b,c,d"]);
      for (const words of ["without d", "NOT ENDED", "MADE UP", "a + b + c"]) expect(stdout).toContain(words);
    });
  },
);
