import { readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Result } from "../../src/core/result.js";
import { CLI, measured, scratch } from "./cli.js";

const SIMULATED = ["--probe", "simulated", "-q"];
const MARK_INNER = 'echo "begin inner" > "$JOULEMARK_MARKS"; sleep 0.2; echo "end inner" > "$JOULEMARK_MARKS"';
const marked = ({ windows }: Result) => windows.filter(({ source }) => source === "fd").map(({ name }) => name);

/** Measures a script that marks a phase of its own around a run inside it. */
async function nested(script: string, path?: string) {
  const file = join(scratch(), "inner.json");
  const inner = `"${process.execPath}" "${CLI}" run ${SIMULATED.join(" ")} --json "${file}" -- sh -c '${script}'`;
  const before = 'echo "begin outer" > "$JOULEMARK_MARKS"';
  const after = 'echo "end outer" > "$JOULEMARK_MARKS"';
  const within = path === undefined ? inner : `PATH="${path}" ${inner}`;
  const outer = await measured(SIMULATED, ["sh", "-c", `${before}; ${within}; ${after}`]);
  return { outer: outer.result, inner: JSON.parse(readFileSync(file, "utf8")) as Result };
}

/** A folder with what the script needs and no mkfifo. */
function withoutMkfifo(): string {
  const folder = scratch();
  for (const name of ["sh", "sleep"]) symlinkSync(`/bin/${name}`, join(folder, name));
  return folder;
}

test("a run inside a run keeps its marks, and the outer one its own", async () => {
  const { outer, inner } = await nested(MARK_INNER);
  expect(marked(inner)).toEqual(["inner"]);
  expect(marked(outer)).toEqual(["outer"]);
});

test("a run inside a run that marks nothing leaves the outer one's marks alone", async () => {
  const { outer, inner } = await nested("sleep 0.2");
  expect(marked(inner)).toEqual([]);
  expect(marked(outer)).toEqual(["outer"]);
});

test("marks of an inner run that could not listen are not taken for the outer one's", async () => {
  const { outer, inner } = await nested(`[ -z "$JOULEMARK_MARKS" ] || { ${MARK_INNER}; }; sleep 0.2`, withoutMkfifo());
  expect(inner.quality.findings.map(({ code }) => code)).toContain("marks-unavailable");
  expect(marked(inner)).toEqual([]);
  expect(marked(outer)).toEqual(["outer"]);
});
