import { createServer, type Server, type Socket } from "node:net";
import { gunzipSync } from "node:zlib";
import { afterEach, describe, expect, it } from "vitest";
import { Post, type PostOptions } from "./post.js";

const never = new AbortController().signal;
const servers: Server[] = [];
const sockets: Socket[] = [];
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
  for (const server of servers.splice(0)) server.close();
});

/** A server of bytes: what it does with each connection's first bytes. */
async function serving(behave: (socket: Socket, bytes: Buffer) => void): Promise<URL> {
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on("error", () => undefined).on("data", (bytes) => behave(socket, bytes));
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return new URL(`http://127.0.0.1:${typeof address === "object" ? address?.port : 0}/write`);
}

const posted = async (url: URL, options: PostOptions = {}, text = "power power_w=1\n") => {
  using post = new Post(url, { silenceMs: 300, wholeMs: 1000, ...options });
  return await post.send(Buffer.from(text), never);
};
const TAKEN = "HTTP/1.1 204 No Content\r\n\r\n";

describe("a post", () => {
  it("keeps one connection for all", async () => {
    const url = await serving((socket, bytes) => bytes.includes("power_w") && socket.write(TAKEN));
    using post = new Post(url, {});
    for (const value of [1, 2, 3]) expect((await post.send(Buffer.from(`power_w=${value}`), never)).status).toBe(204);
    expect(sockets).toHaveLength(1);
  });

  it("takes the status of a body of 10 GB, and reads no more than its beginning", async () => {
    let written = 0;
    const url = await serving((socket) => {
      socket.write("HTTP/1.1 500 Error\r\nContent-Length: 10000000000\r\n\r\n");
      const more = () => {
        while (!socket.destroyed && socket.write(Buffer.alloc(65_536, "x"))) written += 65_536;
      };
      socket.on("drain", more);
      more();
    });
    const { status, text } = await posted(url);
    expect(status).toBe(500);
    expect(text.length).toBeLessThan(200_000);
    expect(written).toBeLessThan(100_000_000);
  });

  it("gives up headers that never end, fast or slow", async () => {
    const fast = await serving((socket) => {
      socket.write("HTTP/1.1 204 No Content\r\n");
      const more = () => {
        while (!socket.destroyed && socket.write(`X-${"a".repeat(1000)}: b\r\n`));
      };
      socket.on("drain", more);
      more();
    });
    await expect(posted(fast)).rejects.toMatchObject({ code: "HPE_HEADER_OVERFLOW" });
    const slow = await serving((socket) => {
      const timer = setInterval(() => socket.write("X"), 50);
      socket.on("close", () => clearInterval(timer));
    });
    await expect(posted(slow)).rejects.toThrow();
    const trickling = await serving((socket) => {
      socket.write("HTTP/1.1 204 No Content\r\nX-A: ");
      const timer = setInterval(() => socket.write("a"), 50);
      socket.on("close", () => clearInterval(timer));
    });
    await expect(posted(trickling)).rejects.toMatchObject({ code: "ENDLESS" });
  });

  it.each([
    ["breaks off", (socket: Socket) => socket.end("HTTP/1.1 400 Bad\r\nContent-Length: 100\r\n\r\nhalf")],
    [
      "is reset",
      (socket: Socket) =>
        socket.write("HTTP/1.1 400 Bad\r\nContent-Length: 100\r\n\r\nhalf", () =>
          setTimeout(() => socket.resetAndDestroy(), 50),
        ),
    ],
    ["falls silent", (socket: Socket) => socket.write("HTTP/1.1 400 Bad\r\nContent-Length: 100\r\n\r\nhalf")],
  ])("of which the answer's body %s has a status all the same", async (_how, behave) => {
    expect(await posted(await serving(behave))).toMatchObject({ status: 400, text: "half" });
  });

  it("that hears nothing gives up, and says so", async () => {
    const url = await serving(() => undefined);
    await expect(posted(url)).rejects.toMatchObject({ code: "ESILENT", message: "no answer within 0.3 s" });
  });

  it("whose connection is reset in the middle of its body rejects with the system's code", async () => {
    const url = await serving((socket) => socket.resetAndDestroy());
    await expect(posted(url, {}, "x".repeat(5_000_000))).rejects.toMatchObject({
      code: expect.stringMatching(/^(ECONNRESET|EPIPE)$/),
    });
  });

  it("follows no redirect", async () => {
    const url = await serving((socket) =>
      socket.end("HTTP/1.1 307 Elsewhere\r\nLocation: http://other/\r\nContent-Length: 0\r\n\r\n"),
    );
    expect((await posted(url, { authorization: "Token secret" })).status).toBe(307);
  });

  it("ends at once when it is told to", async () => {
    using post = new Post(await serving(() => undefined), {});
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 50);
    await expect(post.send(Buffer.from("x"), stop.signal)).rejects.toMatchObject({ name: "AbortError" });
    await expect(post.send(Buffer.from("x"), stop.signal)).rejects.toMatchObject({ name: "AbortError" });
  });

  it("is compressed where that was asked for, and says so", async () => {
    let seen = Buffer.alloc(0);
    const url = await serving((socket, bytes) => {
      seen = Buffer.concat([seen, bytes]);
      socket.write(TAKEN);
    });
    await posted(url, { compressed: true }, "power_w=1\n".repeat(100));
    const body = seen.indexOf("\r\n\r\n") + 4;
    expect(seen.toString("latin1", 0, body)).toMatch(/content-encoding: gzip/i);
    expect(gunzipSync(seen.subarray(body)).toString()).toBe("power_w=1\n".repeat(100));
  });
});
