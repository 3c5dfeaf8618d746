import * as fs from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { openRecording } from "./reader.js";
import { batchOf, collect, ENDING, manifestOf, scratch } from "./testing/example.js";
import { createRecording } from "./writer.js";

const disk = vi.hoisted(() => ({ room: Number.POSITIVE_INFINITY, error: "ENOSPC" }));

/** A disk with so much room: a write that does not fit is done in part and then fails, as the kernel does it. */
vi.mock("node:fs", async (original) => {
  const real = await original<typeof fs>();
  const fail = () => {
    throw Object.assign(new Error(`${disk.error}: no`), { code: disk.error });
  };
  return {
    ...real,
    openSync: (path: string, flags: string, mode?: number) =>
      disk.room < 0 && flags.includes("x") ? fail() : real.openSync(path, flags, mode),
    writeSync: (descriptor: number, bytes: Uint8Array, offset: number) => {
      if (disk.room <= 0) fail();
      const fitting = bytes.subarray(offset, offset + Math.min(bytes.length - offset, disk.room));
      disk.room -= fitting.length;
      return real.writeSync(descriptor, fitting);
    },
    writeFileSync: (path: string, text: string) => (disk.room < text.length ? fail() : real.writeFileSync(path, text)),
  };
});

afterEach(() => {
  disk.room = Number.POSITIVE_INFINITY;
  disk.error = "ENOSPC";
});

const SHAPE = { ticks: 100, columns: 1 };

describe("a disk that fills up", () => {
  it("keeps every sample before, takes half a chunk back, and never throws while sampling", () => {
    const folder = join(scratch(), "r");
    const writer = createRecording(folder, manifestOf({ p: 1 }));
    writer.append(batchOf("p", 0, SHAPE));
    writer.flush();
    disk.room = 500;
    writer.append(batchOf("p", 100, SHAPE));
    writer.flush();
    expect(writer.failure).toMatchObject({ code: "DISK", message: expect.stringContaining("the disk is full") });
    expect(fs.statSync(join(folder, "0-p.samples")).size).toBe(48 + 1600);
    writer.append(batchOf("p", 200, SHAPE));
    writer.finish(ENDING);
    const read = openRecording(folder);
    expect(collect(read.samples("p")).at).toHaveLength(100);
    expect(read.findings).toMatchObject([{ code: "ends-early" }]);
  });

  it("still gets the ending when room was made, and the ending says that samples stop early", () => {
    const folder = join(scratch(), "r");
    const writer = createRecording(folder, manifestOf({ p: 1 }));
    writer.append(batchOf("p", 0, SHAPE));
    writer.flush();
    disk.room = 0;
    writer.append(batchOf("p", 100, SHAPE));
    writer.flush();
    disk.room = Number.POSITIVE_INFINITY;
    writer.append(batchOf("p", 200, SHAPE));
    writer.finish(ENDING);
    const read = openRecording(folder);
    expect(read.ending?.findings).toMatchObject([{ code: "recording-failed", severity: "degraded" }]);
    expect(read.endsEarlyAtNs).toBe(99e6);
    expect(collect(read.samples("p")).at).toHaveLength(100);
  });
});

describe("createRecording", () => {
  it.each([
    ["ENOSPC", "disk is full"],
    ["EROFS", "read-only"],
    ["EACCES", "permission"],
    ["EIO", "EIO"],
  ])("on %s says what, why and what to do, and leaves nothing behind", (code, why) => {
    const folder = join(scratch(), "r");
    disk.error = code;
    for (const room of [-1, 10]) {
      disk.room = room;
      const error = { code: "DISK", message: expect.stringContaining(why), remedy: expect.stringContaining("--out") };
      expect(() => createRecording(folder, manifestOf({ p: 1 }))).toThrow(expect.objectContaining(error));
      expect(fs.existsSync(folder)).toBe(false);
    }
  });

  it("below a file says that the path is wrong", () => {
    const file = join(scratch(), "file");
    fs.appendFileSync(file, "");
    expect(() => createRecording(join(file, "r"), manifestOf({}))).toThrow(expect.objectContaining({ code: "DISK" }));
  });
});
