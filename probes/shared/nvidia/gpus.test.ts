import { describe, expect, it } from "vitest";
import { gpuOf, plansOf } from "./gpus.js";

const cells: Readonly<Record<string, string>> = {
  uuid: "GPU-1",
  index: "0",
  name: "GH200",
  compute_cap: "9.0",
  "power.draw.instant": "300.00 W",
  "module.power.draw.average": "500.00 W",
};

describe("a board within a module", () => {
  it("is a part of it, each with the field and the window of its own", () => {
    const gpu = gpuOf({ cell: (name) => cells[name] }, "auto");
    const rails = plansOf(gpu === undefined ? [] : [gpu], 0.05).map(({ rail }) => rail);
    expect(rails).toMatchObject([
      {
        id: "gpu0/module",
        window: { kind: "running-mean" },
        note: expect.stringMatching(/: module.power.draw.average$/),
      },
      {
        id: "gpu0",
        partOf: "gpu0/module",
        window: { kind: "boxcar" },
        note: expect.stringMatching(/: power.draw.instant$/),
      },
    ]);
  });
});
