import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { hostClock } from "../core/clock.js";
import { checkCommand } from "./command.js";
import { launch } from "./launch.js";

const folder = mkdtempSync(join(tmpdir(), "wrap-command-"));
const file = (name: string, text: string, mode: number) => {
  writeFileSync(join(folder, name), text);
  chmodSync(join(folder, name), mode);
  return join(folder, name);
};
const plain = file("plain.txt", "text\n", 0o644);
file("tool", "#!/bin/sh\nexit 0\n", 0o755);
const orphanScript = file("orphan", "#!/no/such/interpreter\n", 0o755);
mkdirSync(join(folder, "folder"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const start = (...command: string[]) => launch(command, { clock: hostClock, env: {}, detached: true, piped: false });

describe("a command that cannot be started", () => {
  it.each([
    ["", "COMMAND_NOT_FOUND"],
    ["no-such-command-anywhere", "COMMAND_NOT_FOUND"],
    [join(folder, "absent"), "COMMAND_NOT_FOUND"],
    [join(plain, "below"), "COMMAND_NOT_FOUND"],
    [join(folder, "folder"), "COMMAND_NOT_EXECUTABLE"],
    [plain, "COMMAND_NOT_EXECUTABLE"],
  ])("%j says %s, before and at the start", async (command, code) => {
    expect(() => checkCommand(command)).toThrow(expect.objectContaining({ code }));
    await expect(start(command)).rejects.toMatchObject({ code });
  });

  it("names a missing interpreter", async () => {
    await expect(start(orphanScript)).rejects.toMatchObject({
      code: "COMMAND_NOT_EXECUTABLE",
      message: expect.stringContaining("interpreter"),
    });
  });

  it("says when the arguments are too long", async () => {
    await expect(start("true", "x".repeat(3_000_000))).rejects.toMatchObject({
      code: "COMMAND_NOT_EXECUTABLE",
      message: expect.stringContaining("E2BIG"),
    });
  });
});

it("searches PATH as execvp does", () => {
  expect(() => checkCommand("tool", `/nowhere:${folder}`)).not.toThrow();
  expect(() => checkCommand("tool", "/nowhere")).toThrow(expect.objectContaining({ code: "COMMAND_NOT_FOUND" }));
  expect(() => checkCommand("plain.txt", folder)).toThrow(expect.objectContaining({ code: "COMMAND_NOT_EXECUTABLE" }));
  expect(() => checkCommand("folder", folder)).toThrow(expect.objectContaining({ code: "COMMAND_NOT_FOUND" }));
});
