import { existsSync, readFileSync, statSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ask, influxd } from "../servers/influxd.js";
import { programs, Server } from "../servers/server.js";
import { joulemark, scratch } from "./cli.js";

const admin = { JOULEMARK_INFLUX_USER: "admin", JOULEMARK_INFLUX_PASSWORD: "admin-pw" };
const basic = `Basic ${Buffer.from("admin:admin-pw").toString("base64")}`;

describe.skipIf(programs() === undefined)("influx setup", () => {
  let server: Server;
  const config = scratch();
  const url = () => `${server.url}/power`;
  const setup = (args: readonly string[], { env = {}, input }: { env?: Record<string, string>; input?: string } = {}) =>
    joulemark(["influx", "setup", url(), ...args], {
      env: { XDG_CONFIG_HOME: config, ...admin, ...env },
      ...(input !== undefined && { input }),
    });
  const ofAdmin = (query: string) => ask(server.url, "power", query, basic);
  const credentials = () => join(config, "joulemark", `influx-127.0.0.1_${server.port}-power.credentials`);

  beforeAll(async () => {
    server = await Server.start(influxd({ auth: true }));
    await ask(server.url, "", "CREATE USER admin WITH PASSWORD 'admin-pw' WITH ALL PRIVILEGES");
  }, 60_000);
  afterAll(() => server[Symbol.asyncDispose]());

  it("makes a database with retention, means and a user who may only write; and twice is the same", async () => {
    const first = await setup(["--keep", "30d", "--keep-means", "2y"]);
    expect(first).toMatchObject({ status: 0, stderr: "" });
    expect(first.stdout).not.toMatch(/was there|changed/);
    const policies = await ofAdmin("SHOW RETENTION POLICIES");
    expect(policies.map(({ name, duration, default: points }) => [name, duration, points])).toEqual(
      expect.arrayContaining([
        ["joulemark", "720h0m0s", "true"],
        ["joulemark_means", "17520h0m0s", "false"],
      ]),
    );
    const password = readFileSync(credentials(), "utf8");
    expect(statSync(credentials()).mode & 0o777).toBe(0o600);
    expect(first.stdout).not.toContain(/password = (.*)/.exec(password)?.[1]);
    const again = await setup(["--keep", "30d", "--keep-means", "2y"]);
    expect(again).toMatchObject({ status: 0, stderr: "" });
    expect(again.stdout).not.toMatch(/made|changed/);
    expect(again.stdout.split("\n")).toHaveLength(first.stdout.split("\n").length - 1);
    expect(readFileSync(credentials(), "utf8")).toBe(password);
  });

  it("makes a user who writes, and may not read", async () => {
    const env = { JOULEMARK_INFLUX_CREDENTIALS: credentials() };
    const sink = ["--sink", `influx:${url()}`];
    const run = await joulemark(["run", "-q", "-p", "simulated", ...sink, "--", "sleep", "0.2"], { env });
    expect(run).toMatchObject({ status: 0, stderr: "" });
    const read = await joulemark(["influx", "runs", url()], { env });
    expect(read).toMatchObject({ status: 121, stdout: "", stderr: expect.stringContaining("requires READ") });
    expect((await joulemark(["influx", "runs", url()], { env: admin })).stdout).toContain("complete");
  });

  it("keeps means of the power that are its means", async () => {
    const point = (second: number, watts: number) => `power,host=h,rail=r power_w=${watts} ${second}000000000`;
    const begin = Math.floor(statSync(credentials()).mtimeMs / 10_000) * 10 - 40;
    const body = [1, 2, 3, 4].map((watts, k) => point(begin + 2 * k, watts)).join("\n");
    await fetch(`${server.url}/write?db=power`, { method: "POST", body, headers: { authorization: basic } });
    // the query is run again every minute: its statement is asked for here, as the server has it
    const headers = { authorization: basic };
    const shown = await fetch(`${server.url}/query?q=SHOW+CONTINUOUS+QUERIES`, { headers });
    const statement = JSON.parse(`"${/BEGIN (SELECT .*?) END"/.exec(await shown.text())?.[1] ?? ""}"`);
    await ofAdmin(statement.replace("GROUP BY", `WHERE time >= ${begin}s AND time < ${begin + 10}s GROUP BY`));
    const means = await ofAdmin(`SELECT power_w, samples FROM joulemark_means.power WHERE host = 'h'`);
    expect(means).toEqual([expect.objectContaining({ time: `${begin}000000000`, power_w: "2.5", samples: "4" })]);
  });

  it("changes what was asked for anew, and leaves the rest", async () => {
    const { stdout } = await setup(["--keep", "60d"]);
    expect(stdout).toMatch(/changed +retention policy joulemark: kept for 60 days.*before: 30 days/);
    expect((await setup([])).stdout).not.toContain("retention");
  });

  it("takes a password from standard input, and shows it nowhere", async () => {
    const password = `it's a "pass\\word`;
    const given = await setup(["--user", "other", "--password-stdin"], { input: `${password}\n` });
    expect(given).toMatchObject({ status: 0, stderr: "" });
    expect(given.stdout).not.toContain("pass\\word");
    const env = { JOULEMARK_INFLUX_USER: "other", JOULEMARK_INFLUX_PASSWORD: password };
    expect((await joulemark(["influx", "runs", url()], { env })).stderr).toContain("403");
    expect((await setup(["--password-stdin"], { input: "\n" })).status).toBe(120);
  });

  it("gives another password when asked, and the file has it", async () => {
    const before = readFileSync(credentials(), "utf8");
    expect((await setup(["--new-password"])).stdout).toMatch(/changed +user joulemark/);
    expect(readFileSync(credentials(), "utf8")).not.toBe(before);
    const env = { JOULEMARK_INFLUX_CREDENTIALS: credentials() };
    expect((await joulemark(["influx", "runs", url()], { env })).stderr).toContain("403");
    expect(existsSync(`${credentials()}.new`)).toBe(false);
  });

  it("takes from a user who is there what is more than writing, and touches no administrator", async () => {
    await ofAdmin("GRANT ALL ON power TO joulemark");
    expect((await setup([])).stdout).toMatch(/changed +grant.*before: all privileges/);
    expect(await setup(["--user", "admin"])).toMatchObject({ status: 120 });
  });

  it("says what is wrong with credentials", async () => {
    expect(await setup([], { env: { JOULEMARK_INFLUX_PASSWORD: "wrong" } })).toMatchObject({
      status: 121,
      stderr: expect.stringContaining("401"),
    });
    const env = {
      JOULEMARK_INFLUX_USER: "",
      JOULEMARK_INFLUX_PASSWORD: "",
      JOULEMARK_INFLUX_CREDENTIALS: credentials(),
    };
    const refused = await joulemark(["influx", "setup", `${server.url}/new`], { env });
    expect(refused).toMatchObject({ status: 121, stderr: expect.stringMatching(/403.*admin privilege/) });
  });
});

describe("influx setup of something else", () => {
  it.each([
    ["v2.7.1", "influx bucket create"],
    ["3.0.1", "influxdb3 create database"],
    ["", "no InfluxDB"],
  ])("that says %j to a ping says what to do there", async (version, words) => {
    const server = createServer((_, response) =>
      response.writeHead(204, version === "" ? {} : { "x-influxdb-version": version }).end(),
    );
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const ended = await joulemark(["influx", "setup", `http://127.0.0.1:${port}/power`]);
    server.close();
    expect(ended).toMatchObject({ status: 121, stdout: "", stderr: expect.stringContaining(words) });
    expect(ended.stderr).toContain("->");
  });

  it("says of a server that asks nobody for a password that it does", async () => {
    const databases = { name: "databases", columns: ["name"], values: [["power"]] };
    const server = createServer((_, response) => {
      response.writeHead(200, { "x-influxdb-version": "1.6.7", "content-type": "application/json" });
      response.end(JSON.stringify({ results: [{ statement_id: 0, series: [databases] }] }));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const ended = await joulemark(["influx", "setup", `http://127.0.0.1:${port}/power`, "--no-user"]);
    server.close();
    expect(ended).toMatchObject({ status: 0, stdout: expect.stringMatching(/^note .*asks nobody for a password/m) });
  });

  it("that is not there says so", async () => {
    const ended = await joulemark(["influx", "setup", "http://127.0.0.1:1/power"]);
    expect(ended).toMatchObject({ status: 121, stderr: expect.stringContaining("ECONNREFUSED") });
  });
});
