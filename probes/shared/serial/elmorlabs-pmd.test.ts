import { describe, expect, it } from "vitest";
import { elmorLabsPmd } from "./elmorlabs-pmd.js";
import { testLink } from "./test-link.js";

const row = (counter: number): readonly number[] => [
  counter & 255,
  counter >> 8,
  ...Array.from({ length: 16 }, () => 16),
];
const running = Uint8Array.from([5, 6, 7, ...Array.from({ length: 90 }, (_, n) => row((600 * n) & 0xffff)).flat()]);

describe("a PMD-USB", () => {
  it("that streams is known by its rows, and has four connectors", async () => {
    const { rails, tick } = await elmorLabsPmd.open(
      {},
      testLink({ said: running, answer: () => undefined, piece: 11 }),
    );
    expect(rails.map(({ id, point }) => `${id} ${point}`).join()).toBe(
      "PCIE1 supply-output,PCIE2 supply-output,EPS1 supply-output,EPS2 supply-output",
    );
    expect(tick).toBeCloseTo(1 / 2_933_500, 12);
  });

  it.each([
    ["nothing", new Uint8Array(0), /sends nothing/],
    ["something else", new Uint8Array(5000).fill(0x33), /not the stream/],
    ["zeros", new Uint8Array(5000), /not the stream/],
  ])("is not what sends %s", async (_name, said, message) => {
    const link = testLink({ said, answer: () => undefined, piece: 100 });
    await expect(elmorLabsPmd.open({}, link)).rejects.toMatchObject({ code: "UNAVAILABLE", message });
    expect(link.written).toEqual([]);
  });
});
