import { mkdtempSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { plant } from "./plant.js";
import { list, listReal, realPath } from "./tree.js";

const tree = (text: string): string => {
  const root = mkdtempSync(join(tmpdir(), "joulemark-tree-"));
  plant(root, text);
  return root;
};

describe("realPath", () => {
  it("takes an absolute link to mean the root of the tree", () => {
    const root = tree("devices/chip/\n  name x\nclass/one -> /devices/chip");
    expect(realPath(root, "class/one/name")).toBe("devices/chip/name");
  });

  it("follows relative links and never climbs out of the root", () => {
    const root = tree("devices/chip/\n  name x\nclass/one -> ../../../../devices/chip");
    expect(realPath(root, "/class/one")).toBe("devices/chip");
  });

  it("gives up on what is missing, dangling, or goes in circles", () => {
    const root = tree("a/\n  file x\na/round -> round\na/lost -> nowhere");
    expect(["a/none", "a/lost", "a/round", "a/file/below"].map((path) => realPath(root, path))).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });
});

describe("list", () => {
  it("orders numbers by value, and a missing folder is empty", () => {
    const root = tree("a/hwmon10/\n  f x\na/hwmon2/\n  f x");
    expect(list(root, "a")).toEqual(["hwmon2", "hwmon10"]);
    expect(list(root, "b")).toEqual([]);
  });

  it("resolves what matches and leaves out dangling links", () => {
    const root = tree("real/one/\n  f x\nclass/one -> ../real/one");
    symlinkSync("../real/gone", join(root, "class/two"));
    expect(listReal(root, "class", /^(one|two)$/)).toEqual(["real/one"]);
  });
});
