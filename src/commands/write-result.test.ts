import { describe, expect, it } from "vitest";
import { checkWritable } from "./write-result.js";

const stdout = (isTTY: boolean) => ({ cwd: "/", stdout: { isTTY, write: () => true } });

describe("standard output", () => {
  it("takes a picture's bytes unless it is a terminal", () => {
    const png = [{ format: "png", path: "-" }] as const;
    expect(() => checkWritable(png, stdout(true))).toThrow(expect.objectContaining({ code: "CONFIG" }));
    expect(() => checkWritable(png, stdout(false))).not.toThrow();
    expect(() => checkWritable([{ format: "svg", path: "-" }], stdout(true))).not.toThrow();
  });

  it("takes one result", () => {
    const files = [
      { format: "json", path: "-" },
      { format: "csv", path: "-" },
    ] as const;
    expect(() => checkWritable(files, stdout(false))).toThrow(/standard output/);
  });
});
