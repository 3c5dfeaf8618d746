import { chmodSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { authorizationFrom } from "./credentials.js";

const folder = mkdtempSync(join(tmpdir(), "credentials-"));
let count = 0;
function file(text: string, mode = 0o600): string {
  const path = join(folder, String(count++));
  writeFileSync(path, text);
  chmodSync(path, mode);
  return path;
}
const from = (env: Record<string, string>) =>
  authorizationFrom(Object.fromEntries(Object.entries(env).map(([key, value]) => [`JOULEMARK_INFLUX_${key}`, value])));
const failure = async (env: Record<string, string>) => Object(await from(env).catch((error: unknown) => error));
const basic = (pair: string) => `Basic ${Buffer.from(pair).toString("base64")}`;

describe("credentials", () => {
  it("are none where nobody gives any; an empty variable is none", async () => {
    expect(await from({})).toBeUndefined();
    expect(await from({ TOKEN: "", CREDENTIALS: "" })).toBeUndefined();
  });

  it.each([
    [{ TOKEN: "t0k" }, "Token t0k"],
    [{ USER: "u", PASSWORD: "p:#=ä" }, basic("u:p:#=ä")],
    [{ CREDENTIALS: file("# ours\ntoken = t0k\n") }, "Token t0k"],
    [{ CREDENTIALS: file("user: u\npassword = a # b = c \n") }, basic("u:a # b = c")],
    [{ CREDENTIALS_COMMAND: "echo token=t0k" }, "Token t0k"],
    [{ CREDENTIALS_COMMAND: "echo t0k==" }, "Token t0k=="],
    [{ CREDENTIALS: file("t0k\n") }, "Token t0k"],
    [{ TOKEN: "mine", CREDENTIALS: file("token = other") }, "Token mine"],
  ])("%j", async (env, authorization) => expect(await from(env)).toBe(authorization));

  it.each([0o640, 0o604, 0o644, 0o660, 0o610])("in a file of mode %o are refused", async (mode) => {
    const error = await failure({ CREDENTIALS: file("token = s3cret", mode) });
    expect(error).toMatchObject({ code: "PERMISSION", remedy: expect.stringMatching(/^chmod 600 /) });
  });

  it.each([
    [{ USER: "u" }, /neither a token nor both/],
    [{ PASSWORD: "s3cret" }, /neither a token nor both/],
    [{ TOKEN: "s3cret\r\nX-Evil: 1" }, /line end/],
    [{ CREDENTIALS: join(folder, "none") }, /cannot be read \(ENOENT\)/],
    [{ TOKEN: "s3cret€" }, /no token has/],
    [{ CREDENTIALS: folder }, /is no file/],
    [{ CREDENTIALS: "/dev/null" }, /is no file/],
    [{ CREDENTIALS_COMMAND: "false s3cret" }, /command false failed: it ended with status 1/],
    [{ CREDENTIALS_COMMAND: "no-such-program-here s3cret" }, /command no-such-program-here failed/],
    [{ CREDENTIALS_COMMAND: "sh -c echo" }, /neither a token nor both/],
  ])("%j are an error that does not say them", async (env, words) => {
    const error = await failure(env);
    expect(error.message).toMatch(words);
    expect(error.remedy).toMatch(/\w{3}/);
    expect(`${error.message}${error.remedy}`).not.toContain("s3cret");
  });
});
