import { readdirSync, readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { joulemark, recordingsIn, scratch } from "./cli.js";

/** With signs that JSON, InfluxQL and addresses write otherwise, and two spaces. */
const PASSWORD = "s3cret&'pa\\ss  word";
const env = { JOULEMARK_INFLUX_USER: "me", JOULEMARK_INFLUX_PASSWORD: PASSWORD };
const basic = Buffer.from(`me:${PASSWORD}`).toString("base64");

let server: Server | undefined;
afterEach(() => server?.close());

async function serve(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
  server = createServer((request, response) => request.resume().on("end", () => answer(request, response)));
  await new Promise<void>((resolve) => server?.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/power`;
}

/** All that a recording's folder holds, as text. */
const contents = (folder: string): string =>
  readdirSync(folder)
    .map((name) => readFileSync(join(folder, name), "latin1"))
    .join("\n");

function expectNoSecret(...texts: readonly string[]): void {
  for (const text of texts)
    for (const part of [PASSWORD, "s3cret", "word'", basic, basic.slice(0, 20)]) expect(text).not.toContain(part);
}

const error = (words: string) => JSON.stringify({ error: words, results: [{ statement_id: 0, error: words }] });

describe("a server that quotes what it was asked with", { timeout: 60_000 }, () => {
  it.each([
    [400, "application/json", error(`unable to parse for ${PASSWORD}: Basic ${basic}`)],
    [401, "application/json", error(`no user me:${PASSWORD}`)],
    [200, `text/${basic}`, `<html>${PASSWORD}</html>`],
    [500, "text/plain", `${"x".repeat(290)}${PASSWORD}`],
    [200, "application/json", error(`${"x".repeat(290)}${PASSWORD}`)],
  ])("with %d %s finds none of it in what is said and kept", async (status, type, text) => {
    const url = await serve((_, response) => response.writeHead(status, { "content-type": type }).end(text));
    const out = scratch();
    const words = ["record", "-q", "--probe", "simulated", "--duration", "0.3", "--out", out, "--influx", url];
    const recorded = await joulemark(words, { env });
    expect(recorded.stderr).not.toBe("");
    expectNoSecret(recorded.stdout, recorded.stderr, contents(recordingsIn(out)[0] ?? ""));
    for (const verb of [
      ["influx", "runs", url],
      ["influx", "setup", url],
      ["report", "--from-influx", url, "20260101T000000-aaaa"],
    ]) {
      const ended = await joulemark(verb, { env });
      expect(ended).toMatchObject({ status: expect.toSatisfy((code: number) => code > 0), stdout: "" });
      expectNoSecret(ended.stderr);
    }
  });

  it("after good words is no fault of ours, and nothing of it is shown by setup either", async () => {
    const databases = { name: "databases", columns: ["name"], values: [["other"]] };
    let asked = 0;
    const url = await serve((request, response) => {
      if (request.url?.startsWith("/ping")) return response.writeHead(204, { "x-influxdb-version": "1.6.7" }).end();
      if (asked++ > 0) return response.writeHead(503, `Bad ${PASSWORD}`).end(PASSWORD);
      return response.end(JSON.stringify({ results: [{ statement_id: 0, series: [databases] }] }));
    });
    const ended = await joulemark(["influx", "setup", url], { env });
    expect(ended).toMatchObject({ status: 121, stderr: expect.stringMatching(/-> Try again/) });
    expectNoSecret(ended.stderr);
  });

  it("whose good answers hold a word that is the password means what it says", async () => {
    const posts: string[] = [];
    const series = { name: "power", columns: ["time"], values: [[0]] };
    const url = await serve((request, response) => {
      posts.push(request.url ?? "");
      if (request.url?.startsWith("/write")) return response.writeHead(204).end();
      return response.end(JSON.stringify({ results: [{ statement_id: 0, series: [series] }] }));
    });
    const words = ["record", "-q", "--probe", "simulated", "--duration", "0.5", "--out", scratch(), "--influx", url];
    const ended = await joulemark(words, { env: { ...env, JOULEMARK_INFLUX_PASSWORD: "series" } });
    expect(ended).toMatchObject({ status: 0, stderr: "" });
    expect(posts.length).toBeLessThan(30);
  });
});
