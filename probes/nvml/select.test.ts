import { describe, expect, it } from "vitest";
import { selectGpus } from "./select.js";

const gpu = (index: number) => ({
  index,
  uuid: `GPU-${index}0000000-2222-3333-4444-555555555555`,
  name: "card",
  bus: `00000000:0${index}:00.0`,
  values: {},
});
const described = { driver: "570.00", gpus: [gpu(0), gpu(1), gpu(2)], lost: [{ index: 3, reason: "gpu-lost" }] };
const indices = (selected: Parameters<typeof selectGpus>[1]) =>
  selectGpus(described, selected).map(({ index }) => index);

describe("GPUs", () => {
  it.each([
    [undefined, [0, 1, 2]],
    [1, [1]],
    ["1", [1]],
    [
      [2, "0"],
      [0, 2],
    ],
    ["gpu-20000000-2222-3333-4444-555555555555", [2]],
    ["02:00.0", [2]],
    ["0000:01:00.0", [1]],
    ["00000000:01:00.0", [1]],
    [["1", "01:00.0"], [1]],
  ])("named %j are %j", (selected, expected) => expect(indices(selected)).toEqual(expected));

  it.each([7, "GPU-2", "00.0", "0001:01:00.0", "", "MIG-1"])(
    "that are none (%j) are refused, naming those there are",
    (name) => {
      expect(() => selectGpus(described, name)).toThrow(/There is no GPU/);
    },
  );

  it("that do not answer are refused with the reason", () => {
    expect(() => selectGpus(described, [0, 3])).toThrow("GPU 3 does not answer: gpu-lost");
  });
});
