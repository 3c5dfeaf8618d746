import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { registry } from "../../probes/index.js";
import { places, repository, sources } from "./source.js";

const folders = readdirSync(join(repository, "probes"), { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && !["shared", "formats"].includes(entry.name))
  .map(({ name }) => name);

const sections = [
  "## What it measures",
  "## Requirements",
  "## Rails",
  "## Settings",
  "## Example",
  "## Accuracy and known traps",
];

describe("the registry", () => {
  it("has one line for each folder of probes/", () => expect(Object.keys(registry).sort()).toEqual(folders.sort()));

  it("is in alphabetical order", () => expect(Object.keys(registry)).toEqual(Object.keys(registry).sort()));
});

describe.each(folders)("probes/%s", (folder) => {
  const file = (name: string) => join(repository, "probes", folder, name);

  it("has a lifecycle and a test", () => {
    expect([file("probe.ts"), file("probe.test.ts")].filter((path) => !existsSync(path))).toEqual([]);
  });

  it("has a README with all its sections, in order, none of them empty", () => {
    const readme = readFileSync(file("README.md"), "utf8");
    const headings = readme.match(/^## .*$/gm) ?? [];
    expect(headings.filter((heading) => sections.includes(heading))).toEqual(sections);
    const bodies = readme.split(/^## .*$/m).slice(1);
    expect(bodies.filter((body) => body.trim().length < 20)).toEqual([]);
  });

  it("documents every setting in its README", async () => {
    const { settings } = (await registry[folder]?.()) ?? {};
    const readme = readFileSync(file("README.md"), "utf8");
    const keys = settings !== undefined && "shape" in settings ? Object.keys(Object(settings.shape)) : [];
    expect(keys.filter((key) => !readme.includes(`\`${key}\``))).toEqual([]);
  });
});

/** Names of instruments and their chips, and of the runner's back ends: what `src/` may not know. Words of everyday English are left out. */
const everyday = new Set(["replay", "simulated"]);
const instruments = [
  ...folders.filter((folder) => !everyday.has(folder)),
  ..."nvidia nvml jetson tegra tegrastats rapl hwmon powercap pcm wattsup ina3221 ina219 ina226 ina228 ina238 ina260 cudnn onednn".split(
    " ",
  ),
];

describe("src/", () => {
  const names = new RegExp(`\\b(${instruments.join("|")})`, "i");
  const files = sources(["src"], [".ts", ".js", ".mjs", ".json", ".html"]);

  it("knows no instrument's name, not even in comments and tests", () => expect(places(files, names)).toEqual([]));

  it("would be found out", () => {
    expect(places([{ path: "src/a.ts", text: "// as the INA3221 does" }], names)).toHaveLength(1);
  });
});
