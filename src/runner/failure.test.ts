import { describe, expect, it } from "vitest";
import { exitCodes } from "../core/error.js";
import { diedFailure, saidFailure } from "./failure.js";

const said = (exit: number, code = "some-code") =>
  saidFailure({ v: 1, t: "1", ev: "error", code, detail: "what was seen", remedy: "do this", exit });

describe("what the runner says of its failure", () => {
  it.each([
    [64, 120],
    [69, 121],
    [70, 121],
    [71, 121],
    [74, 121],
    [0, 121],
  ])("with status %i ends us with %i", (theirs, ours) => expect(exitCodes[said(theirs).code]).toBe(ours));

  it("is passed on whole: what, its code, what to do", () => {
    expect(said(71)).toMatchObject({ message: "what was seen (some-code)", remedy: "do this" });
    expect(said(64, "usage").message).toBe("what was seen");
  });
});

describe("a runner that ends without a word", () => {
  it("is a failure that names how it ended", () => {
    expect(diedFailure({ code: null, signal: "SIGSEGV" }, false).message).toContain("was ended by SIGSEGV");
    expect(diedFailure({ code: 3, signal: null }, true).message).toContain("3 after it said that it was done");
    expect(diedFailure({ code: 0, signal: null }, false).message).toContain("ended with status 0");
    expect(diedFailure({ code: null, signal: "SIGKILL" }, false).remedy).toContain("memory");
    expect(diedFailure({ code: 127, signal: null }, false).remedy).toContain("npm run build:runner");
  });
});
