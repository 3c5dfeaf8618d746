import { describe, expect, it } from "vitest";
import { seenByNobody } from "./seen-by-nobody.js";

/** A program that finds an instrument, open to root alone. */
const program = [
  process.execPath,
  "-e",
  `const root = process.getuid() === 0 || process.getgroups().includes(0);
   console.log(JSON.stringify([{ name: "meter", status: root ? "found" : "no-permission", what: process.argv.slice(1).join(" "), remedy: "sudo usermod -aG meters $USER" }]))`,
];

describe("what nobody sees", () => {
  it.skipIf(process.getuid?.() !== 0)("is what is not open to every user, with how to get access", async () => {
    expect([...(await seenByNobody(program))]).toEqual([
      ["meter", { status: "no-permission", what: "probes --json", remedy: "sudo usermod -aG meters $USER" }],
    ]);
  });

  it("is nothing where the program cannot be run, or says something else", async () => {
    expect((await seenByNobody(["/nope"])).size).toBe(0);
    expect((await seenByNobody([process.execPath, "-e", "console.log('[1]')"])).size).toBe(0);
  });
});
