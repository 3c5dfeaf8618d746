import { beforeAll, describe, expect, test } from "vitest";
import { joulemark, measured, scratch } from "./cli.js";

const SAME = ["--same", "simulated/power=simulated#2/power"];
const meter = (watts: number, more = "") => `simulated:waveform.type=constant,waveform.powerW=${watts}${more}`;

describe("two meters of one power", () => {
  let out: string;
  beforeAll(() => {
    out = scratch();
  });

  test("that differ are named in the table and take the verdict; the recording keeps that they should agree", async () => {
    const { result, stderr } = await measured(
      [...["--out", out, ...SAME, "--probe", meter(10), "--probe", meter(12)]],
      ["sleep", "0.5"],
    );
    const [agreement] = result.windows[0]?.agreement ?? [];
    expect(agreement).toMatchObject({ relation: "same", agrees: false, point: "regulator-input" });
    expect(agreement?.differenceJ.value).toBeCloseTo(-2 * (result.windows[0]?.durationS ?? 0), 6);
    expect(result.quality.verdict).toBe("degraded");
    expect(result.quality.findings.map(({ code }) => code)).toContain("meters-disagree");
    expect(stderr).toContain("THEY DISAGREE");
    const again = await joulemark(["report", "--out", out, "--json", "-"]);
    expect(JSON.parse(again.stdout).windows[0].agreement).toEqual(result.windows[0]?.agreement);
  });

  test("that are the same agree, and so says the table", async () => {
    const { result, stderr } = await measured(
      [...["--out", out, ...SAME, "--probe", meter(10), "--probe", meter(10)]],
      ["sleep", "0.5"],
    );
    expect(result.windows[0]?.agreement).toMatchObject([{ agrees: true }]);
    expect(result.quality.findings.map(({ code }) => code)).not.toContain("meters-disagree");
    expect(stderr).toContain("they agree");
  });

  test.each([
    ["simulated/power=simulated#3/power", 120, "Did you mean simulated#2/power"],
    ["simulated/power", 120, "does not name two rails"],
    ["simulated/power=simulated/power", 120, "does not name two rails"],
  ])("--same %s is refused before the command runs", async (word, status, says) => {
    const answer = await joulemark([
      ...["run", "--out", out, "--same", word, "--probe", meter(10), "--probe", meter(10)],
      ...["--", "sh", "-c", "echo the command ran"],
    ]);
    expect(answer.status).toBe(status);
    expect(answer.stderr).toContain(says);
    expect(answer.stdout).toBe("");
  });

  test("at two points they are not compared without a curve", async () => {
    const answer = await joulemark([
      ...["run", "--out", out, ...SAME, "--probe", meter(10), "--probe", meter(10, ",point=wall")],
      ...["--", "true"],
    ]);
    expect(answer.status).toBe(122);
    expect(answer.stderr).toContain("from wall to regulator-input");
  });
});
