import { existsSync, mkdtempSync, readdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { manifestOf, powerRail, recordedProbe } from "../../../test/contract/recording.js";
import { createRecording } from "../../recording/writer.js";
import { type Kept, Spool } from "./spool.js";

const MIB = 2 ** 20;
const limits = { mostBytes: 10 * MIB, segmentBytes: MIB, segmentS: 60 };
const say = () => undefined;
const log = { error: say, warning: say, notice: say, info: say, failure: say };
const fresh = () => mkdtempSync(join(tmpdir(), "spool-"));

/** A recording of about so many bytes. */
function segmentIn(spool: Spool, number: number, bytes: number): Kept {
  const folder = join(spool.folder, `20250101T0000${String(number).padStart(2, "0")}-aaaa`);
  using _ = createRecording(folder, manifestOf([recordedProbe("board", [powerRail("A")])]));
  writeFileSync(join(folder, "0-board.samples"), Buffer.alloc(bytes));
  const segment = spool.begin(folder);
  spool.close(segment);
  return segment;
}

describe("a spool", () => {
  it("removes the oldest that are sent, and only as many as it has to", () => {
    const spool = new Spool(fresh(), limits, log);
    const all = [1, 2, 3, 4, 5].map((k) => segmentIn(spool, k, 2 * MIB));
    spool.isSent = () => true;
    expect(spool.makeRoom()).toBeUndefined();
    expect(spool.segments).toEqual(all.slice(1));
    expect(all.map(({ folder }) => existsSync(folder))).toEqual([false, true, true, true, true]);
  });

  it("never removes what is not sent, damaged or being written, whatever it comes to", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.boolean(), fc.boolean(), fc.boolean(), fc.integer({ min: 0, max: 4 * MIB })), {
          maxLength: 6,
        }),
        (made) => {
          const spool = new Spool(fresh(), limits, log);
          const all = made.map(([sent, open, damaged, bytes], k) => {
            const segment = segmentIn(spool, k, bytes);
            segment.open = open;
            if (damaged) segment.damage = "damaged";
            return { segment, sent, removable: sent && !open && !damaged };
          });
          spool.isSent = (segment) => all.find((one) => one.segment === segment)?.sent === true;
          const room = spool.makeRoom() === undefined;
          for (const { segment, removable } of all) if (!existsSync(segment.folder)) expect(removable).toBe(true);
          expect(room).toBe(spool.bytes <= limits.mostBytes - limits.segmentBytes);
          if (!room)
            expect(all.filter(({ segment, removable }) => removable && existsSync(segment.folder))).toEqual([]);
        },
      ),
      { numRuns: 30 },
    );
  });

  it("leaves the disk room for a segment: by removing what is sent, and else by saying so", () => {
    const spool = new Spool(fresh(), limits, log);
    const all = [1, 2].map((k) => segmentIn(spool, k, MIB / 2));
    spool.freeBytes = () => 2 * MIB - spool.bytes;
    expect(spool.makeRoom()).toMatch(/the disk of .* has no room/);
    spool.isSent = () => true;
    expect(spool.makeRoom()).toBeUndefined();
    expect(spool.segments).toEqual(all.slice(1));
  });

  it("keeps what a target refused when it removes a recording", () => {
    const spool = new Spool(fresh(), { ...limits, mostBytes: 2 * MIB }, log);
    const { folder } = segmentIn(spool, 1, 2 * MIB);
    writeFileSync(join(folder, "sent-influx-0123.refused.ndjson"), "{}\n");
    spool.isSent = () => true;
    spool.makeRoom();
    expect(readdirSync(spool.folder)).toEqual(["20250101T000001-aaaa-sent-influx-0123.refused.ndjson"]);
  });

  it("keeps the newest of what was refused in recordings that are gone, and no more than a share", () => {
    const spool = new Spool(fresh(), { ...limits, mostBytes: 8 * MIB }, log);
    spool.isSent = () => true;
    for (const k of [1, 2, 3]) {
      const { folder } = segmentIn(spool, k, 8 * MIB);
      writeFileSync(join(folder, "sent-influx-0123.refused.ndjson"), Buffer.alloc(0.4 * MIB));
      spool.makeRoom();
    }
    expect(readdirSync(spool.folder).sort()).toEqual([
      "20250101T000002-aaaa-sent-influx-0123.refused.ndjson",
      "20250101T000003-aaaa-sent-influx-0123.refused.ndjson",
    ]);
  });

  it("has no less room for samples because of what a target refused", () => {
    const spool = new Spool(fresh(), limits, log);
    const segment = segmentIn(spool, 1, MIB);
    const before = spool.bytes;
    writeFileSync(join(segment.folder, "sent-influx-0123.refused.ndjson"), Buffer.alloc(20 * MIB));
    spool.close(segment);
    expect(spool.bytes).toBe(before);
    expect(spool.makeRoom()).toBeUndefined();
  });

  it("takes up what another process left, the oldest first, and none of it as open", () => {
    const folder = fresh();
    const before = new Spool(folder, limits, log);
    for (const k of [2, 1, 3]) segmentIn(before, k, 100).open = true;
    const after = new Spool(folder, limits, log);
    expect(after.segments.map((one) => [one.folder.slice(-6), one.open])).toEqual([
      ["1-aaaa", false],
      ["2-aaaa", false],
      ["3-aaaa", false],
    ]);
  });
});
