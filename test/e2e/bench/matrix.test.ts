import { describe, expect, test, vi } from "vitest";
import { comparedMatrixSchema } from "../../../src/core/matrix-comparison-schema.js";
import { joulemark, scratch } from "../cli.js";
import { again, cell, folderIn, matrixOf, placeOf, planOf, recordedIn, reported, startMatrix } from "./matrix.js";

/** A dozen programs, one after the other, on a computer that others use too. */
vi.setConfig({ testTimeout: 120_000 });

const idOf = (network: string, batch = 1) => `${network} fp32 b${batch} fake`;

describe("a matrix", () => {
  test("measures every cell once a block: rate, power, efficiency over the blocks", async () => {
    const { status, matrix, place } = await matrixOf(planOf(["network: net, batch: [1, 2]"]));
    expect([status, comparedMatrixSchema.safeParse(matrix).error]).toEqual([0, undefined]);
    const { state, runs, asked, recordings, rate, powers, unit } = cell(matrix, idOf("net", 2));
    expect([state, runs, asked, recordings.length, unit]).toEqual(["measured", 2, 2, 2, "img"]);
    const [power] = powers;
    expect(power?.meanPowerW?.value).toBeCloseTo(20, 6);
    expect((power?.efficiency?.value ?? 0) * 20).toBeCloseTo(rate?.value ?? 0, 6);
    expect((power?.joulesPerUnit?.value ?? 0) * (power?.efficiency?.value ?? 0)).toBeCloseTo(1, 9);
    // two blocks: one degree of freedom, and it says so
    expect(Object.values(rate?.dof ?? {})).toEqual([1]);
    const order = recordedIn(folderIn(place)).map(({ name }) => name?.replace(/.*block /, ""));
    expect(order).toEqual(["1", "1", "2", "2"]);
    expect(await reported(place)).toEqual(matrix);
  });

  test("of which no two cells share the scatter of their runs", async () => {
    const { matrix } = await matrixOf(planOf(["network: net, batch: [1, 2]"]));
    const [a, b] = matrix.cells.map(({ rate }) => Object.keys(rate?.sources ?? {}));
    expect(a?.filter((id) => b?.includes(id))).toEqual([]);
  });

  test("keeps cells that cannot run here, with the runner's reason, and never starts them", async () => {
    const cells = ["network: net", "network: net, precision: fp16", "network: [refused, memory]"];
    const { status, matrix, place } = await matrixOf(`${planOf(cells)}  - { network: net, backend: gone }\n`);
    expect(status).toBe(0);
    const reasons = matrix.cells.slice(1).map(({ state, reason, runs, rate }) => [state, reason?.message, runs, rate]);
    expect(reasons).toEqual([
      ["unavailable", "fp16: too wide", 0, null],
      ["unavailable", "the device went away (device-lost)", 0, null],
      ["unavailable", "the device went away (out-of-memory)", 0, null],
      ["unavailable", "it is not here (gone)", 0, null],
    ]);
    expect(matrix.cells[1]?.reason?.remedy).toBe("Be narrow");
    expect(recordedIn(folderIn(place))).toHaveLength(2);
  });

  test("goes on after a cell that crashes, one that hangs, and one that is never ready", async () => {
    const text = planOf(["network: [dies, hangs, never-ready, net]"], ", repeat: 1").replace("repeat: 2, ", "");
    const { status, matrix, stderr } = await matrixOf(text.replace("timeoutS: 30", "timeoutS: 6"));
    expect(status).toBe(121);
    expect(matrix.cells.map(({ state }) => state)).toEqual(["failed", "failed", "failed", "measured"]);
    expect(matrix.cells.map(({ reason }) => reason?.message ?? "")).toEqual([
      expect.stringContaining("SIGKILL"),
      expect.stringContaining("did not end within"),
      expect.stringContaining("not ready within 6 s"),
      "",
    ]);
    expect(matrix.cells.every(({ state, rate }) => (rate === null) === (state === "failed"))).toBe(true);
    expect(stderr).toContain("dies fp32 b1 fake, block 1:");
  });

  test("of a target is decided once, after the first five blocks", async () => {
    const text = planOf(["network: net"]).replace("repeat: 2", "repeat: { target: 0.01%, most: 6 }");
    const { status, matrix } = await matrixOf(text);
    expect(status).toBe(0);
    // no fake sleeps to 0.01 %: the most that is allowed
    expect(matrix.cells.map(({ runs, asked }) => [runs, asked])).toEqual([[6, 6]]);
    const wide = await matrixOf(text.replace("0.01%", "50%"));
    expect(wide.matrix.cells.map(({ runs, asked }) => [runs, asked])).toEqual([[5, 5]]);
  });

  test("checks what is expected and never guesses it", async () => {
    const { matrix } = await matrixOf(planOf(["network: net, expect: { clock: 690 MHz }"]));
    const [expectation] = matrix.cells[0]?.expectations ?? [];
    expect(expectation).toEqual({ what: "clock", expected: "690 MHz", found: null, met: null });
    expect(matrix.cells[0]?.quality.findings.map(({ code }) => code)).toContain("condition-unknown");
  });
});

describe("what a user gets wrong", () => {
  const failing = async (args: readonly string[]) => {
    const { status, stderr } = await joulemark(["bench", ...args], { cwd: scratch() });
    return { status, stderr };
  };

  test.each([
    [["quik.yaml"], /no plan quik.yaml; did you mean "quick.yaml"/],
    [["quick.yaml", "--network", "net"], /--network does not go with a plan/],
    [["quick.yaml", "--repeat", "0"], /--repeat must be/],
    [["quick.yaml", "--svg", "a.svg"], /--svg is not for a matrix/],
    [["quick.yaml", "--name", "mine"], /--name is not for a matrix/],
    [["--report", "--png", "a.png"], /--png is not for a matrix/],
    [["--report", "--calibration", "whitepaper-2015"], /--report does not go with --calibration/],
    [["--report", "--point", "wall"], /--report does not go with --point/],
    [["--report", "--no-characterization"], /--report does not go with --no-characterization/],
    [["quick.yaml", "--report"], /--report does not go with quick.yaml/],
    [["--resume", "--out", "nowhere"], /no matrices in/],
    [["./nowhere.yaml"], /Cannot read the plan .\/nowhere.yaml: there is no such file/],
  ])("%s is refused with what to do", async (args, words) => {
    const { status, stderr } = await failing(args);
    expect(status).not.toBe(0);
    expect(stderr).toMatch(words);
    expect(stderr).toContain("  -> ");
  });

  test("a plan's mistakes are found before anything is measured, with their places", async () => {
    const place = placeOf(planOf(["network: nett", "network: net"]));
    const { status, stderr } = await startMatrix(place).ended;
    expect([status, folderIn(place)]).toEqual([120, place.out]);
    expect(stderr).toMatch(/plan.yaml:5:5: the runner has no network "nett"; did you mean "net"/);
  });

  test("another plan does not go on with a matrix, and the line that differs is shown", async () => {
    const { place } = await matrixOf(planOf(["network: net"]));
    const other = placeOf(planOf(["network: net, batch: 2"]));
    const { status, stderr } = await again(place, [other.plan, "--resume"]);
    expect(status).toBe(120);
    expect(stderr).toMatch(/plan, line 5: it was begun with .*network: net }" *, and here is .*batch: 2/);
    expect(recordedIn(folderIn(place))).toHaveLength(2);
  });
});
