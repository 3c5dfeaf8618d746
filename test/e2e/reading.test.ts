import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { asyncBufferFromFile, parquetReadObjects } from "hyparquet";
import { beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import type { Result } from "../../src/core/result.js";
import { CLI, joulemark, recordingsIn, scratch } from "./cli.js";

const NOISY = "simulated:waveform.type=sine,waveform.meanW=20,waveform.amplitudeW=5,waveform.periodS=0.4,noiseSdW=1";

interface Recorded {
  readonly folder: string;
  readonly out: string;
  readonly lines: string;
  readonly status: number | null;
}

/** A second of a noisy instrument, recorded and sent to a sink. */
async function record(name: string, out = join(scratch(), "out")): Promise<Recorded> {
  const sink = join(scratch(), "samples.ndjson");
  const options = ["-q", "--probe", NOISY, "--duration", "1", "--out", out, "--name", name, "--sink", `ndjson:${sink}`];
  const before = new Set(existing(out));
  const { status } = await joulemark(["record", ...options]);
  const folder = existing(out).find((each) => !before.has(each)) ?? "";
  return { folder, out, lines: readFileSync(sink, "utf8"), status };
}

const existing = (out: string): readonly string[] => {
  try {
    return recordingsIn(out);
  } catch {
    return [];
  }
};

let first: Recorded;
beforeAll(async () => {
  first = await record("first");
});

/** Instants in nanoseconds and watts of a recording, by way of its export. */
async function samplesOf(folder: string): Promise<readonly { readonly at: bigint; readonly watts: number }[]> {
  const { stdout } = await joulemark(["export", folder, "--format", "csv", "--to", "-"]);
  const [header = "", ...rows] = stdout.trimEnd().split("\n");
  const columns = header.split(",");
  const [at, watts] = [columns.indexOf("monotonic_ns"), columns.indexOf("power_w")];
  return rows
    .map((row) => row.split(","))
    .map((cells) => ({ at: BigInt(cells[at] ?? ""), watts: Number(cells[watts]) }));
}

describe("record", () => {
  test("for a time, with a sink: every line is JSON, one for each sample recorded, with the same values", async () => {
    expect(first.status).toBe(0);
    const lines = first.lines.trimEnd().split("\n");
    const samples = await samplesOf(first.folder);
    expect(samples.length).toBeGreaterThan(90);
    expect(lines.map((line) => JSON.parse(line))).toEqual(
      samples.map(({ at, watts }) => ({ probe: "simulated", ns: String(at), power_w: watts })),
    );
  });

  test("of a replay ends with it, and its samples have the energy of those it plays", async () => {
    const out = join(scratch(), "out");
    const { status } = await joulemark(["record", "-q", "--probe", `replay:path=${first.folder}`, "--out", out]);
    expect(status).toBe(0);
    const played = await samplesOf(recordingsIn(out)[0] ?? "");
    const original = await samplesOf(first.folder);
    expect(played).toHaveLength(original.length);
    const [want, got] = [energyJ(original), energyJ(played)];
    expect(want).toBeGreaterThan(15);
    expect(Math.abs(got - want) / want).toBeLessThan(1e-9);
  });
});

/** By trapezoids, from the first sample to the last. */
function energyJ(samples: readonly { readonly at: bigint; readonly watts: number }[]): number {
  return samples.slice(1).reduce((sum, { at, watts }, index) => {
    const before = samples[index] ?? { at, watts };
    return sum + ((watts + before.watts) / 2) * (Number(at - before.at) / 1e9);
  }, 0);
}

describe("probes", () => {
  test("as JSON: every instrument, what it is, and what to do where it may not be read", async () => {
    const { stdout, status } = await joulemark(["probes", "--json"]);
    expect(status).toBe(0);
    const rows: readonly Readonly<Record<string, string>>[] = JSON.parse(stdout);
    expect(rows.find(({ name }) => name === "simulated")).toMatchObject({ status: "found", use: "on-request" });
    for (const row of rows) {
      expect(["found", "missing", "no-permission", "not-working"]).toContain(row["status"]);
      expect(row["what"]).toMatch(/\w/);
      if (row["status"] === "no-permission") expect(row["remedy"]).toMatch(/\w/);
    }
  });
});

describe("report", () => {
  test("of several runs gives each, in the order asked for", async () => {
    const second = await record("second", first.out);
    const { stdout, status } = await joulemark(["report", "second", "first", "--out", first.out]);
    expect(status).toBe(0);
    expect(stdout).toMatch(new RegExp(`${basename(second.folder)}[^]*${basename(first.folder)}`));
  });

  test("of several runs into one file is refused: only the last would be in it", async () => {
    const file = join(scratch(), "all.json");
    const { status, stderr } = await joulemark(["report", first.folder, first.folder, "--json", file]);
    expect(status).toBe(120);
    expect(stderr).toContain("one at a time");
    expect(() => readFileSync(file)).toThrow();
  });

  test("of a recording is the same whenever it is asked for", async () => {
    const [one, two] = [await joulemark(["report", first.folder, "--json", "-"]), await reportOf(first.folder)];
    expect(JSON.parse(one.stdout)).toEqual(two);
    expect(two.windows[0]?.rails[0]?.meanPowerW?.value).toBeGreaterThan(15);
  });
});

async function reportOf(folder: string): Promise<Result> {
  const file = join(scratch(), "result.json");
  await joulemark(["report", folder, "--json", file]);
  return JSON.parse(readFileSync(file, "utf8"));
}

describe("export", () => {
  test("as Parquet holds what the CSV holds", async () => {
    const to = join(scratch(), "parquet");
    const { stdout, status } = await joulemark(["export", first.folder, "--to", to]);
    expect([status, stdout]).toEqual([0, `${join(to, "simulated.parquet")}\n`]);
    const rows = await parquetReadObjects({ file: await asyncBufferFromFile(join(to, "simulated.parquet")) });
    const samples = await samplesOf(first.folder);
    expect(rows.map((row) => ({ at: row["monotonic_ns"], watts: row["power_w"] }))).toEqual(samples);
  });
});

describe("runs", () => {
  test("are listed, shown and pruned", async () => {
    const out = join(scratch(), "out");
    const [older, newer] = [await record("older", out), await record("newer", out)];
    const list = async () => JSON.parse((await joulemark(["runs", "list", "--json", "--out", out])).stdout);
    expect((await list()).map(({ name }: { name: string }) => name)).toEqual(["newer", "older"]);
    const { stdout } = await joulemark(["runs", "show", "older", "--json", "--out", out]);
    expect(JSON.parse(stdout)).toMatchObject({ name: "older", complete: true, probes: [{ name: "simulated" }] });
    const dry = await joulemark(["runs", "prune", "--keep", "1", "--dry-run", "--out", out]);
    expect(dry.stdout).toBe(`would remove ${older.folder}\n`);
    expect(recordingsIn(out)).toHaveLength(2);
    await joulemark(["runs", "prune", "--keep", "1", "--out", out]);
    expect(recordingsIn(out)).toEqual([newer.folder]);
  });

  test("prune without a condition removes nothing", async () => {
    const { status } = await joulemark(["runs", "prune", "--out", first.out]);
    expect(status).toBe(120);
    expect(recordingsIn(first.out)).toContain(first.folder);
  });
});

describe("words", () => {
  test("the schema of a result accepts a result, and not one without its numbers", async () => {
    const { stdout } = await joulemark(["schema", "result"]);
    const schema = z.fromJSONSchema(JSON.parse(stdout));
    const result = await reportOf(first.folder);
    expect(schema.safeParse(result).error).toBeUndefined();
    const { self: _, ...without } = result;
    expect(schema.safeParse(without).success).toBe(false);
    const worded = { ...result, windows: result.windows.map((window) => ({ ...window, durationS: "1 s" })) };
    expect(schema.safeParse(worded).success).toBe(false);
  });

  test.skipIf(spawnSync("bash", ["-c", "true"]).status !== 0)(
    "the completion of bash offers what there is",
    async () => {
      const file = join(scratch(), "completion.bash");
      writeFileSync(file, (await joulemark(["completion", "bash"])).stdout);
      const offered = (...words: readonly string[]) => {
        const script = `source "$0"; COMP_WORDS=(joulemark "$@"); COMP_CWORD=$#; _joulemark; printf '%s\\n' "\${COMPREPLY[@]}"`;
        const text = execFileSync("bash", ["--norc", "-c", script, file, ...words], { encoding: "utf8" });
        return text.split("\n").filter((line) => line !== "");
      };
      expect(offered("re")).toEqual(["record", "report"]);
      expect(offered("run", "--probe", "sim")).toEqual(["simulated"]);
      expect(offered("runs", "p")).toEqual(["prune"]);
      expect(offered("runner", "")).toEqual(["info"]);
      expect(offered("schema", "")).toEqual(
        expect.arrayContaining(["result", "config", "runner", "probe/rapl", "format/csv"]),
      );
    },
  );
});

describe("a reader that leaves early", () => {
  const piped = (line: string, ...words: readonly string[]) =>
    spawnSync("bash", ["-c", `set -o pipefail; ${line}`, "bash", process.execPath, CLI, ...words], {
      encoding: "utf8",
      env: { ...process.env, XDG_DATA_HOME: scratch() },
      timeout: 20_000,
    });

  test.each([
    ["export", '"$1" "$2" export "$3" --format csv --to - | head -n 1'],
    ["report", '"$1" "$2" report "$3" "$3" "$3" | head -n 1'],
    ["a sink on stdout", '"$1" "$2" record -q --probe simulated:periodMs=1 --duration 1 --sink ndjson:- | head -n 1'],
  ])("of %s is no fault: no stack, status 0", (_what, line) => {
    const { stdout, stderr, status } = piped(line, first.folder);
    expect(stdout.split("\n")).toHaveLength(2);
    expect([stderr, status]).toEqual(["", 0]);
  });

  test("of our stderr changes nothing for the command that is measured", () => {
    const { stdout, status } = piped(
      'exec 3>&1; { "$1" "$2" run --probe simulated -- sh -c "echo first >&2; sleep 0.5; exit 7"; echo "status $?" >&3; } 2>&1 >&3 | head -n 1 > /dev/null',
    );
    expect([stdout, status]).toEqual(["status 7\n", 0]);
  });

  test("a full disk behind our stdout is said, with a status", () => {
    const { stderr, status } = piped('"$1" "$2" report "$3" > /dev/full', first.folder);
    expect(status).toBe(123);
    expect(stderr).toContain("standard output");
    expect(stderr).not.toMatch(/^\s+at /m);
  });
});
