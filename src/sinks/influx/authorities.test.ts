import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { authoritiesFrom } from "./authorities.js";
import { Post } from "./post.js";
import { unanswered } from "./unanswered.js";

const folder = mkdtempSync(join(tmpdir(), "authorities-"));
const file = (name: string) => join(folder, name);
const openssl = (...args: readonly string[]) => execFileSync("openssl", args, { cwd: folder, stdio: "pipe" });
const here = spawnSync("openssl", ["version"]).status === 0;

/** An authority, and a certificate of it for 127.0.0.1. */
function authority(name: string): void {
  const short = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  openssl(
    "req",
    "-x509",
    ...short,
    "-subj",
    `/CN=${name}`,
    "-keyout",
    `${name}.key`,
    "-out",
    `${name}.pem`,
    "-days",
    "2",
  );
  openssl("req", ...short, "-subj", "/CN=server", "-keyout", `${name}-server.key`, "-out", "server.csr");
  writeFileSync(file("names"), "subjectAltName=IP:127.0.0.1");
  const signed = ["-CA", `${name}.pem`, "-CAkey", `${name}.key`, "-CAcreateserial", "-extfile", "names", "-days", "2"];
  openssl("x509", "-req", "-in", "server.csr", ...signed, "-out", `${name}-server.pem`);
}

let server: ReturnType<typeof createServer>;
let url: URL;
beforeAll(async () => {
  if (!here) return;
  for (const name of ["ours", "theirs"]) authority(name);
  const pair = { key: readFileSync(file("ours-server.key")), cert: readFileSync(file("ours-server.pem")) };
  server = createServer(pair, (_, response) => response.writeHead(204).end());
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  url = new URL(`https://127.0.0.1:${typeof address === "object" ? address?.port : 0}/write`);
});
afterAll(() => server?.close());

const posted = async (env: Readonly<Record<string, string>>) => {
  using post = new Post(url, { ca: authoritiesFrom(env) });
  return await post.send(Buffer.from("a b=1\n"), new AbortController().signal);
};

describe.skipIf(!here)("a server with a private authority's certificate", () => {
  it("is believed where that is named", async () => {
    expect((await posted({ JOULEMARK_INFLUX_CA: file("ours.pem") })).status).toBe(204);
  });

  it.each([{}, { JOULEMARK_INFLUX_CA: file("theirs.pem") }])("is not believed otherwise: %j", async (env) => {
    const error: unknown = await posted(env).catch((thrown: unknown) => thrown);
    expect(unanswered(error)).toMatchObject({
      kind: "hindered",
      reason: expect.stringContaining("certificate"),
      remedy: expect.stringContaining("JOULEMARK_INFLUX_CA"),
    });
  });
});

describe("authorities", () => {
  it("of a file that holds none, or is not there, are refused by its name", () => {
    writeFileSync(file("empty.pem"), "nothing");
    for (const name of ["empty.pem", "none.pem"])
      expect(() => authoritiesFrom({ JOULEMARK_INFLUX_CA: file(name) })).toThrow(
        expect.objectContaining({ code: "CONFIG", message: expect.stringContaining(name) }),
      );
  });
});
