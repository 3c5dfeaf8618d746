import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import * as z from "zod";
import { MeasurementError } from "../core/error.js";
import type { ConfigLayer } from "./config.js";
import { loadConfig, userConfigPath } from "./load.js";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "config-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const write = (name: string, content: string | Uint8Array): string => {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  return path;
};

const settings = z.strictObject({ periodMs: z.number().positive().default(10), device: z.string().optional() });
const settingsOf = async (name: string) => {
  if (name === "meter") return settings;
  throw new MeasurementError("UNKNOWN_NAME", `There is no probe called "${name}"`, "The probes are: meter");
};

const unread: MeasurementError[] = [];
const unreadable = (problem: MeasurementError) => unread.push(problem);
const load = (more: { file?: string; flags?: ConfigLayer } = {}) =>
  loadConfig({
    cwd: join(folder, "project"),
    env: { XDG_CONFIG_HOME: join(folder, "xdg") },
    settingsOf,
    unreadable,
    ...more,
  });
const project = (content: string | Uint8Array) => write("project/joulemark.yaml", content);

async function refusal(content: string | Uint8Array): Promise<MeasurementError> {
  project(content);
  const error: unknown = await load().then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof MeasurementError) return error;
  throw new Error(`accepted, or failed with ${error}`);
}

describe("the layers", () => {
  it("are the built-in values when there are no files", async () => {
    expect(await load()).toEqual({ values: { repeat: 1, warmup: 0, cooldownS: 0, idleS: 0 }, files: [] });
  });

  it("go from the user's file over the project's to the flags", async () => {
    const user = write("xdg/joulemark/config.yaml", "rate: 10\nrepeat: 2\nwarmup: 1\nname: user\n");
    const own = project("rate: 20\nrepeat: 3\n");
    const { values, files } = await load({ flags: { rate: 30, name: undefined } });
    expect(values).toMatchObject({ rate: 30, repeat: 3, warmup: 1, name: "user", idleS: 0 });
    expect(files).toEqual([user, own]);
  });

  it("keep a probe's settings when a flag names it again, and replace the list", async () => {
    project("probes:\n  - probe: meter\n    periodMs: 5\n  - probe: meter\n");
    const { values } = await load({ flags: { probes: [{ name: "meter", settings: {} }] } });
    expect(values.probes).toEqual([{ name: "meter", settings: { periodMs: 5 }, where: "joulemark.yaml:2:12" }]);
  });

  it("let a work pattern replace a count, and keep the unit", async () => {
    project("work: { count: 100, unit: img }\n");
    const { values } = await load({ flags: { work: { regex: "(\\d+) done" } } });
    expect(values.work).toEqual({ count: undefined, regex: "(\\d+) done", unit: "img" });
  });

  it("take curves as words and as mappings, with their places; a stronger list replaces a weaker one", async () => {
    project(
      "calibration:\n  - whitepaper-2015\n  - meter/IN=./a.yaml\n  - { curve: b.yaml, probe: meter, rail: OUT }\n",
    );
    const { values } = await load();
    expect(values.calibration).toEqual([
      { curve: "whitepaper-2015", where: "joulemark.yaml:2:5" },
      { curve: "./a.yaml", probe: "meter", rail: "IN", where: "joulemark.yaml:3:5" },
      { curve: "b.yaml", probe: "meter", rail: "OUT", where: "joulemark.yaml:4:5" },
    ]);
    const flags = { calibration: [{ curve: "c.yaml" }] };
    expect((await load({ flags })).values.calibration).toEqual([{ curve: "c.yaml" }]);
  });

  it("take --config in place of the project's file", async () => {
    project("rate: 20\n");
    const file = write("other.yaml", "rate: 40\n");
    expect((await load({ file })).values.rate).toBe(40);
    await expect(load({ file: "missing.yaml" })).rejects.toMatchObject({
      code: "CONFIG",
      message: "Cannot read the configuration missing.yaml: there is no such file",
    });
  });

  it("look for the user's file where XDG says, and ignore a relative folder as XDG says", () => {
    expect(userConfigPath({ XDG_CONFIG_HOME: "/x" })).toBe("/x/joulemark/config.yaml");
    expect(userConfigPath({ XDG_CONFIG_HOME: "x", HOME: "/h" })).toBe("/h/.config/joulemark/config.yaml");
  });
});

/** What `work` gives where permissions hold: root is asked to be nobody meanwhile. */
async function unprivileged<T>(work: () => Promise<T>): Promise<T> {
  if (process.geteuid?.() !== 0) return await work();
  process.seteuid?.(65_534);
  try {
    return await work();
  } finally {
    process.seteuid?.(0);
  }
}

describe("a configuration that may not be read", () => {
  beforeEach(() => {
    chmodSync(folder, 0o755);
    unread.length = 0;
  });
  const locked = (name: string) => {
    const path = write(name, "rate: 20\n");
    chmodSync(path, 0);
    return path;
  };

  it.each(["xdg/joulemark/config.yaml", "project/joulemark.yaml"])(
    "is said and left out when nobody named it: %s",
    async (name) => {
      locked(name);
      const { values, files } = await unprivileged(load);
      expect([values.rate, files]).toEqual([undefined, []]);
      expect(unread).toHaveLength(1);
      expect(unread[0]?.message).toMatch(
        /^Cannot read the configuration .*: you may not read it; going on without it$/,
      );
      expect(unread[0]?.remedy).toContain("--config");
    },
  );

  it("is left out as well below a folder that may not be entered", async () => {
    write("xdg/joulemark/config.yaml", "rate: 20\n");
    chmodSync(join(folder, "xdg"), 0);
    expect((await unprivileged(load)).values.rate).toBeUndefined();
    expect(unread).toHaveLength(1);
  });

  it("is an error when it was named", async () => {
    const file = locked("other.yaml");
    await expect(unprivileged(() => load({ file }))).rejects.toMatchObject({
      code: "CONFIG",
      message: `Cannot read the configuration ${file}: you may not read it`,
    });
    expect(unread).toEqual([]);
  });
});

describe("a wrong configuration", () => {
  it.each([
    ["rat: 10\n", 'joulemark.yaml:1:1: unknown key "rat"; did you mean "rate"? (known keys: rate, repeat'],
    [
      "repeat: 2\nwork:\n  cuont: 1\n",
      'joulemark.yaml:3:3: unknown key "cuont"; did you mean "count"? (known keys: count',
    ],
    ["rate: 0\n", "joulemark.yaml:1:7: rate must be a number from 0.001 to 100000"],
    ["rate: .nan\n", "joulemark.yaml:1:7: rate must be a number"],
    ["rate: .inf\n", "joulemark.yaml:1:7: rate must be a number"],
    ["rate: 1e9\n", "joulemark.yaml:1:7: rate must be a number"],
    ["rate: fast\n", "joulemark.yaml:1:7: rate must be a number"],
    ["rate:\n", "joulemark.yaml:1:6: rate must be a number"],
    ["repeat: 0\n", "joulemark.yaml:1:9: repeat must be a whole number from 1 to 10000"],
    ["repeat: 1.5\n", "joulemark.yaml:1:9: repeat must be a whole number"],
    ["markRegex: '('\n", "joulemark.yaml:1:12: markRegex is not a regular expression"],
    ["out: 5\n", "joulemark.yaml:1:6: out must be of type string, not number"],
    ["work: { count: 1, regex: x }\n", "joulemark.yaml:1:7: work has count and regex"],
    ["calibration: x\n", "joulemark.yaml:1:14: calibration must be of type array, not string"],
    ["calibration: [IN=a.yaml]\n", "joulemark.yaml:1:15: calibration.0 must be CURVE or PROBE/RAIL=CURVE"],
    ["calibration: [5]\n", "joulemark.yaml:1:15: calibration.0 must be CURVE, PROBE/RAIL=CURVE, or a mapping"],
    ["calibration:\n  - curv: x\n", "joulemark.yaml:2:5: calibration.0.curve is missing (a string)"],
    [
      "calibration:\n  - curv: x\n",
      'joulemark.yaml:2:5: unknown key "curv"; did you mean "curve"? (known keys: curve,',
    ],
    ["calibration:\n  - { curve: x, rail: y }\n", "joulemark.yaml:2:5: calibration.0 needs probe and rail, or neither"],
    ["probes: meter\n", "joulemark.yaml:1:9: probes must be of type array, not string"],
    ["probes:\n  - periodMs: 5\n", "joulemark.yaml:2:5: probes.0.probe is missing (a string)"],
    [
      "probes:\n  - probe: meter\n    periodMS: 5\n",
      'joulemark.yaml:3:5: unknown key "periodMS"; did you mean "periodMs"?',
    ],
    [
      "probes:\n  - probe: meter\n    periodMs: x\n",
      "joulemark.yaml:3:15: probes.0.periodMs must be of type number, not string",
    ],
    ["probes:\n  - probe: metre\n", 'joulemark.yaml:2:12: There is no probe called "metre"'],
    ["rate: 1\nrate: 2\n", "joulemark.yaml:2:1: Map keys must be unique"],
    ["rate: [1\n", "joulemark.yaml:2:1: "],
    ["rate: 1\n\tname: x\n", "joulemark.yaml:2:1: "],
    ["just a sentence\n", "joulemark.yaml:1:1: must be of type object, not string"],
    ["- rate\n", "joulemark.yaml:1:1: must be of type object, not array"],
    ["rate: 1\n---\nrate: 2\n", "joulemark.yaml:2:1: "],
    ["__proto__: { rate: 1 }\n", 'unknown key "__proto__"'],
    ["rate: *nothing\n", "joulemark.yaml:1:7: "],
    ["rate: !mine 5\n", "joulemark.yaml:1:7: "],
  ])("%j is refused by place and key", async (content, message) => {
    const error = await refusal(content);
    expect(error.message).toContain(message);
    expect(["CONFIG", "UNKNOWN_NAME"]).toContain(error.code);
    expect(error.remedy).not.toBe("");
  });

  it("names every problem at once", async () => {
    const { message } = await refusal("rat: 10\nrepeat: 0\n");
    expect(message.split("\n")).toHaveLength(2);
  });

  it.each([
    ["binary", new Uint8Array([0x72, 0x0a, 0x00, 0x01]), "joulemark.yaml:2:1 is not text"],
    ["not UTF-8", new Uint8Array([0x61, 0x3a, 0x20, 0xe9, 0x0a]), "joulemark.yaml:1:4 is not UTF-8 text"],
    ["cut inside a character", new Uint8Array([0x61, 0xc3]), "joulemark.yaml:1:2 is not UTF-8 text"],
    ["huge", "# x\n".repeat(300_000), "joulemark.yaml is larger than 1048576 bytes"],
    ["nested without end", "[".repeat(200_000), "joulemark.yaml"],
    ["growing aliases", aliasBomb(), "joulemark.yaml"],
  ])("%s content is refused", async (_name, content, message) => {
    const error = await refusal(content);
    expect(error.code).toBe("CONFIG");
    expect(error.message).toContain(message);
  });

  it.each(["", "# nothing but a comment\n", "---\n"])("%j says nothing and is fine", async (content) => {
    project(content);
    expect((await load()).values.repeat).toBe(1);
  });

  it("may not be a folder", async () => {
    mkdirSync(join(folder, "project/joulemark.yaml"), { recursive: true });
    await expect(load()).rejects.toMatchObject({ code: "CONFIG", message: expect.stringContaining("is a folder") });
  });
});

/** Nine levels of nine aliases each. */
function aliasBomb(): string {
  const levels = Array.from({ length: 9 }, (_, level) => {
    const items = Array.from({ length: 9 }, () => (level === 0 ? "x" : `*a${level - 1}`));
    return `a${level}: &a${level} [${items.join(", ")}]`;
  });
  return `${levels.join("\n")}\n`;
}
