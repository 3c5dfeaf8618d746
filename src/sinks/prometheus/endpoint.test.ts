import { connect, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { freePort } from "../../../test/servers/server.js";
import { Endpoint } from "./endpoint.js";

let port = 0;
let endpoint: Endpoint;
beforeAll(async () => {
  port = await freePort();
  endpoint = await Endpoint.listen({ host: "127.0.0.1", port }, (path) =>
    path === "/page" ? { status: 200, type: "text/plain", text: "here" } : undefined,
  );
});
afterAll(() => endpoint[Symbol.asyncDispose]());

const get = (path: string, init: RequestInit = {}) => fetch(`http://127.0.0.1:${port}${path}`, init);

/** A client that says something, and then only listens. */
function client(says: string): Promise<{ readonly socket: Socket; readonly closed: Promise<void> }> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    const closed = new Promise<void>((done) => socket.on("close", () => done()));
    socket.on("error", () => undefined);
    socket.on("connect", () => {
      socket.write(says);
      resolve({ socket, closed });
    });
    socket.resume();
  });
}

const within = (ms: number, done: Promise<void>) =>
  Promise.race([done.then(() => "closed"), sleep(ms, "open", { ref: false })]);

describe("an endpoint", () => {
  it("gives its page, a 404 for others, and does nothing else", async () => {
    expect(await (await get("/page?x=1")).text()).toBe("here");
    expect((await get("/other")).status).toBe(404);
    expect((await get("/page", { method: "DELETE" })).status).toBe(405);
    expect(await (await get("/page", { method: "HEAD" })).text()).toBe("");
  });

  it("refuses a port that is taken, and says so", async () => {
    await expect(Endpoint.listen({ host: "127.0.0.1", port }, () => undefined)).rejects.toMatchObject({
      code: "UNAVAILABLE",
      message: expect.stringContaining("another program"),
    });
  });

  it.each([
    ["half a request", "GET /page HTTP/1.1\r\nHost: a\r\n"],
    ["nothing at all", ""],
    ["a body that never comes", "POST /page HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n"],
  ])("ends a client that sends %s", async (_name, says) => {
    const { closed } = await client(says);
    expect(await within(13_000, closed)).toBe("closed");
  });

  it.each([
    ["headers without an end", `GET /page HTTP/1.1\r\n${"X-A: b\r\n".repeat(5000)}`],
    ["nonsense", "\0\x01\xff\r\n\r\n"],
  ])("ends a client that sends %s at once", async (_name, says) => {
    const { closed } = await client(says);
    expect(await within(3000, closed)).toBe("closed");
  });

  it("holds 64 connections of ten thousand slow ones, and serves whoever asks in between", async () => {
    let closed = 0;
    for (let k = 0; k < 10_000; k++) {
      const one = await client("GET /page HTTP/1.1\r\nX-Slow: ");
      void one.closed.then(() => closed++);
      if (k % 1000 === 0) expect((await get("/page")).status).toBe(200);
    }
    await sleep(300);
    expect(closed).toBeGreaterThanOrEqual(10_000 - 64);
    expect((await get("/page")).status).toBe(200);
  });

  it("closes with clients connected, twice", async () => {
    const other = await freePort();
    const own = await Endpoint.listen({ host: "127.0.0.1", port: other }, () => undefined);
    const socket = connect(other, "127.0.0.1");
    socket.on("error", () => undefined);
    await new Promise((resolve) => socket.once("connect", resolve));
    await own[Symbol.asyncDispose]();
    await own[Symbol.asyncDispose]();
  });
});
