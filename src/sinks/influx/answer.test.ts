import { describe, expect, it } from "vitest";
import { type Answer, meaningOf } from "./answer.js";

const NOW = Date.parse("2026-01-01T00:00:00Z");
const of = (status: number, text = "", more: Partial<Answer> = {}) => meaningOf({ status, text, ...more }, NOW);

describe("an answer", () => {
  it.each([
    [204, "", "taken"],
    // InfluxDB 1.6.7, as seen
    [400, '{"error":"partial write: points beyond retention policy dropped=1"}', "refused"],
    [400, `{"error":"unable to parse 'power': missing fields"}`, "refused"],
    [401, '{"error":"authorization failed"}', "forbidden"],
    [400, 'cannot find the provided auth token "***" in config', "forbidden"],
    [400, 'cannot obtain auth token: cannot parse accountID from "x"', "hindered"],
    [403, '{"error":"\\"u\\" user is not authorized to write to database \\"d\\""}', "forbidden"],
    [404, '{"error":"database not found: \\"d\\""}', "hindered"],
    [413, '{"error":"Request Entity Too Large"}', "too-large"],
    [500, '{"error":"retention policy not found: x"}', "hindered"],
    [500, '{"error":"timeout"}', "wait"],
    // 2.x and 3.x
    [422, '{"code":"unprocessable entity","message":"field type conflict"}', "refused"],
    [429, "", "wait"],
    [503, "", "wait"],
    [502, "<html>Bad Gateway</html>", "wait"],
    // what is no such server
    [200, "<html>welcome</html>", "hindered"],
    [301, "", "hindered"],
    [302, "", "hindered"],
    [418, "teapot", "hindered"],
    // Go's server at the port of https, as seen; a proxy; an answer that broke off
    [400, "Client sent an HTTP request to an HTTPS server.\n", "hindered"],
    [400, "<html>400 Bad Request</html>", "hindered"],
    [400, "", "hindered"],
    [422, '{"code":"unprocess', "hindered"],
  ])("%d %s is %s", (status, text, kind) => expect(of(status, text).kind).toBe(kind));

  it.each([
    ['{"error":"database not found: \\"d\\""}', true],
    ['{"code":"not found","message":"bucket \\"b\\" not found"}', true],
    ["404 page not found", false],
    ["<html>no backend</html>", false],
  ])("404 %s: that all is gone is %s", (text, gone) => expect(of(404, text)).toMatchObject({ kind: "hindered", gone }));

  it("is of what the server said, whatever is struck out of what is shown", () => {
    const answer = { status: 404, text: '{"error":"database not found: d"}' };
    expect(meaningOf(answer, NOW, (text) => text.replaceAll("database", "***"))).toMatchObject({
      reason: "404 *** not found: d",
      gone: true,
    });
  });

  it.each([
    ["7", 7],
    ["0", undefined],
    ["1e3", undefined],
    ["-5", undefined],
    ["soon", undefined],
    ["99999999999", 300],
    ["Thu, 01 Jan 2026 00:00:20 GMT", 20],
    // a server whose clock is a day ahead, or behind
    ["Fri, 02 Jan 2026 00:00:00 GMT", 300],
    ["Wed, 31 Dec 2025 00:00:00 GMT", undefined],
  ])("Retry-After: %s waits %s s", (retryAfter, seconds) =>
    expect(of(503, "", { retryAfter })).toEqual({
      kind: "wait",
      reason: "503",
      ...(seconds !== undefined && { seconds }),
    }),
  );

  it("says what the server said, on one line, without what commands a terminal, and not all of a page", () => {
    expect(of(400, '{"error":"bad\u001b[2J\nline"}')).toMatchObject({ reason: "400 bad [2J line" });
    const { reason } = of(500, "x".repeat(70_000)) as { reason: string };
    expect(reason.length).toBeLessThan(400);
  });

  it("that keeps somebody from writing has a next action", () => {
    for (const status of [200, 301, 401, 403, 404])
      expect(of(status)).toMatchObject({ remedy: expect.stringMatching(/\w{3}/) });
  });
});
