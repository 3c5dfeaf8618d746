import { describe, expect, it } from "vitest";
import type { Answer } from "./answer.js";
import { Block } from "./block.js";
import { Delivery } from "./delivery.js";

const clock = { now: () => 0n, wall: () => 0, until: () => Promise.resolve() };
const never = new AbortController().signal;
const lines = (count: number) => Array.from({ length: count }, (_, k) => `power,rail=a power_w=${k} ${k}`);
const TAKEN: Answer = { status: 204, text: "" };
const partial = (dropped: number): Answer => ({
  status: 400,
  text: `{"error":"partial write: type dropped=${dropped}"}`,
});

/** A server: what it answers to the lines of a post, or the error without an answer; and what it was sent and has. */
function serving(answer: (lines: readonly string[], post: number) => Answer | Error) {
  const posts: string[][] = [];
  const log: string[] = [];
  const has = new Set<string>();
  const post = {
    send: async (body: Buffer) => {
      const given = body.toString().trimEnd().split("\n");
      posts.push(given);
      const result = answer(given, posts.length);
      if (result instanceof Error) throw result;
      if (result.status === 204) for (const line of given) has.add(line);
      return result;
    },
  };
  const delivery = new Delivery({ post, label: "db", clock, log: (line) => log.push(line), random: () => 0 });
  return {
    posts,
    log,
    has,
    deliver: (given: readonly string[], signal = never) => delivery.deliver(Block.of(given), signal),
  };
}
const failed = (code: string) => Object.assign(new Error(code), { code });
const problem = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  );

describe("a delivery", () => {
  it("gives all lines in one post", async () => {
    const server = serving(() => TAKEN);
    expect(await server.deliver(lines(100))).toEqual([]);
    expect([server.posts.length, server.has.size]).toEqual([1, 100]);
  });

  it("of nothing posts nothing", async () => {
    const server = serving(() => TAKEN);
    expect([await server.deliver([]), server.posts]).toEqual([[], []]);
  });

  it("gets every good line in, and answers with each bad one and why", async () => {
    const bad = new Set([3, 4, 77, 99].map((k) => lines(100)[k]));
    const server = serving((given) => {
      const dropped = given.filter((line) => bad.has(line)).length;
      for (const line of given) if (!bad.has(line)) server.has.add(line);
      return dropped === 0 ? TAKEN : partial(dropped);
    });
    const refused = await server.deliver(lines(100));
    expect(refused).toEqual(
      [...bad]
        .map((text) => ({ text, reason: "400 partial write: type dropped=1" }))
        .map((one) => expect.objectContaining({ text: one.text })),
    );
    expect(server.has.size).toBe(96);
  });

  it("does not look for the bad lines where all are, as points older than the retention", async () => {
    const server = serving((given) => partial(given.length));
    expect(await server.deliver(lines(5000))).toHaveLength(5000);
    expect(server.posts).toHaveLength(1);
  });

  it("gives half of what was too large, remembers it, and tries more now and then", async () => {
    const server = serving((given) => (given.join("\n").length > 3000 ? { status: 413, text: "" } : TAKEN));
    expect(await server.deliver(lines(1000))).toEqual([]);
    expect(server.has.size).toBe(1000);
    const rejected = () => server.posts.filter((given) => given.join("\n").length > 3000).length;
    const before = rejected();
    await server.deliver(lines(1000));
    expect(rejected() - before).toBeLessThan(before);
  });

  it("waits for a server that finds a single line too large: nothing is thrown away", async () => {
    const stop = new AbortController();
    const server = serving(() => ({ status: 413, text: "" }));
    setTimeout(() => stop.abort(), 300);
    expect(await problem(server.deliver(lines(8), stop.signal))).toMatchObject({ name: "AbortError" });
    expect(server.log).toEqual([expect.stringMatching(/413.*nothing is lost.*-> Raise/)]);
  });

  it.each([
    [failed("ECONNREFUSED"), /ECONNREFUSED/],
    [failed("ENOTFOUND"), /ENOTFOUND/],
    [{ status: 503, text: "busy" }, /503 busy/],
    [{ status: 500, text: '{"error":"timeout"}' }, /500 timeout/],
  ])("tries again until it is taken, and says both once: %o", async (answer, words) => {
    const server = serving((_, post) => (post <= 4 ? answer : TAKEN));
    expect(await server.deliver(lines(10))).toEqual([]);
    expect(server.posts.map(({ length }) => length)).toEqual([10, 10, 10, 10, 10]);
    expect(server.log).toEqual([expect.stringMatching(words), expect.stringContaining("takes points again")]);
  });

  it("gives less at a time to a line on which posts break, and more again", async () => {
    const most = 2000;
    const breaks = (given: readonly string[]) => given.join("\n").length > most;
    const server = serving((given) => (breaks(given) ? failed("ECONNRESET") : TAKEN));
    expect(await server.deliver(lines(2000))).toEqual([]);
    expect(server.has.size).toBe(2000);
    expect(server.posts.filter(breaks).length).toBeLessThan(server.posts.length / 4);
  });

  it.each([
    [401, "PERMISSION"],
    [403, "PERMISSION"],
  ])("stops at %d, which asking again would only make worse", async (status, code) => {
    const server = serving(() => ({ status, text: "" }));
    expect(await problem(server.deliver(lines(4)))).toMatchObject({
      code,
      remedy: expect.stringContaining("joulemark send"),
    });
    expect(server.posts).toHaveLength(1);
  });

  it.each([
    ['{"error":"database not found: \\"d\\""}', { code: "TARGET_EMPTIED" }],
    ["no backend", { name: "AbortError" }],
  ])("after points were taken, 404 %s is what it is", async (text, what) => {
    const server = serving((_, post) => (post === 1 ? TAKEN : { status: 404, text }));
    await server.deliver(lines(4));
    const stop = AbortSignal.timeout(200);
    const error = await problem(server.deliver(lines(4), stop));
    expect(error).toMatchObject("code" in what ? what : {});
    expect(stop.aborted).toBe(!("code" in what));
  });

  it.each([
    [404, '{"error":"database not found: \\"d\\""}', "Create the database"],
    [404, "404 page not found", "Look whether the address"],
    [200, "", "Look whether the address"],
    [301, "", "Look whether the address"],
  ])("says what to do about %d %s, and goes on asking", async (status, text, words) => {
    const server = serving(() => ({ status, text }));
    await problem(server.deliver(lines(1), AbortSignal.timeout(100)));
    expect(server.log).toEqual([expect.stringContaining(words)]);
  });

  it("that does not believe a certificate names the variable", async () => {
    const server = serving(() => failed("DEPTH_ZERO_SELF_SIGNED_CERT"));
    await problem(server.deliver(lines(1), AbortSignal.timeout(100)));
    expect(server.log).toEqual([expect.stringContaining("JOULEMARK_INFLUX_CA")]);
  });

  it("says once what differs only in a number, as the port that asked", async () => {
    const server = serving((_, post) =>
      post < 6 ? { status: 502, text: `remoteAddr: 127.0.0.1:4747${post}` } : TAKEN,
    );
    await server.deliver(lines(1));
    expect(server.log).toHaveLength(2);
  });
});
