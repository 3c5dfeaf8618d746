import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { unitText } from "./unit.js";

const there = spawnSync("systemd-analyze", ["--version"]).status === 0;
const unit = (program: readonly string[]) =>
  unitText({ program, configFile: "/etc/joulemark/stream.yaml", user: "daemon" });
/** Of ten; systemd calls it "OK" up to 4. */
const MOST_EXPOSURE = 2.5;

function written(text: string): string {
  const file = join(mkdtempSync(join(tmpdir(), "unit-")), "joulemark-stream.service");
  writeFileSync(file, text);
  return file;
}

describe("the unit", () => {
  it("quotes what systemd would take for something else", () => {
    expect(unit(["/opt/a b/node", "/opt/100%/$x"])).toContain(
      'ExecStart="/opt/a b/node" /opt/100%%/$$x stream --config',
    );
  });

  it.skipIf(!there)("is one that systemd takes without a word", () => {
    const file = written(unit([process.execPath, "/usr/lib/joulemark/cli.js"]));
    const { stdout, stderr } = spawnSync("systemd-analyze", ["verify", file], { encoding: "utf8" });
    expect(`${stdout}${stderr}`.split("\n").filter((line) => line.includes("joulemark"))).toEqual([]);
  });

  it.skipIf(!there)(`exposes no more than ${MOST_EXPOSURE} of 10 by systemd's own measure`, () => {
    const file = written(unit([process.execPath, "/usr/lib/joulemark/cli.js"]));
    const text = execFileSync("systemd-analyze", ["security", "--offline=true", file], { encoding: "utf8" });
    expect(Number(/Overall exposure level[^:]*: ([\d.]+)/.exec(text)?.[1])).toBeLessThanOrEqual(MOST_EXPOSURE);
  });
});
