import { describe, expect, it } from "vitest";
import { loadTemplate } from "./template.js";

describe("a load's command", () => {
  const step = { index: 3, threads: 2, dutyPercent: 65 };

  it("has the numbers of its step", () => {
    const template = loadTemplate("stress-ng --cpu {threads} --cpu-load {duty} --metrics-brief '{step} of {duty}'");
    expect(template(step)).toEqual(["stress-ng", "--cpu", "2", "--cpu-load", "65", "--metrics-brief", "3 of 65"]);
  });

  it("keeps braces that are none of ours", () => {
    expect(loadTemplate("awk '{print}' {step} {}")(step)).toEqual(["awk", "{print}", "3", "{}"]);
  });

  it.each([
    ["", "is empty"],
    ["stress --cpu {thread}", "did you mean {threads}?"],
    ["stress --cpu 4", "no placeholder"],
  ])("%j is refused", (line, words) => expect(() => loadTemplate(line)).toThrow(words));
});
