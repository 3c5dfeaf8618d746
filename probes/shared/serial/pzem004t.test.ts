import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ascii } from "./bytes.js";
import { crc16, withCrc } from "./modbus.js";
import { emptyRows } from "./protocol.js";
import { pzem004t } from "./pzem004t.js";
import { Pzem } from "./pzem004t-frames.js";
import { testLink } from "./test-link.js";

/** An answer by the layout of devices.md F5: 230.1 V, 0.512 A, so many tenths of a watt, 70000 Wh, 50.0 Hz, 0.97, no alarm. */
const reply = (deciwatts: number, address = 1) =>
  withCrc([
    ...[address, 0x04, 0x14, 0x08, 0xfd, 0x02, 0x00, 0x00, 0x00],
    ...[(deciwatts >> 8) & 255, deciwatts & 255, (deciwatts >> 24) & 255, (deciwatts >> 16) & 255],
    ...[0x11, 0x70, 0x00, 0x01, 0x01, 0xf4, 0x00, 0x61, 0x00, 0x00],
  ]);
const refusal = withCrc([1, 0x84, 0x02]);

function talk(address = 1) {
  const rows = emptyRows(1, 1);
  const meter = new Pzem(address);
  return {
    meter,
    ask: () => meter.request(true),
    hear: (...chunks: readonly Uint8Array[]) => {
      for (const chunk of chunks) meter.push(chunk, rows);
    },
    rows: () => [...(rows.columns[0]?.subarray(0, rows.length) ?? [])],
  };
}

describe("the checksum of Modbus RTU", () => {
  it("is the published one", () => expect(crc16(ascii("123456789"))).toBe(0x4b37));

  it("ends a question, low byte first", () => {
    expect(talk(1).ask()).toEqual(Uint8Array.of(0x01, 0x04, 0x00, 0x00, 0x00, 0x0a, 0x70, 0x0d));
  });
});

describe("a PZEM-004T", () => {
  it("answers with its power, of two registers, the low one first", () => {
    const { ask, hear, rows, meter } = talk();
    ask();
    hear(reply(0x0001_2345));
    expect(reply(0)).toHaveLength(25);
    expect([rows(), meter.rejectedBytes]).toEqual([[0x12345], 0]);
  });

  it("is the same however its answer is cut, and after noise", () => {
    const { ask, hear, rows, meter } = talk();
    ask();
    hear(...Array.from(Uint8Array.of(1, 4, 0x15, 1, 4, 1, ...reply(1143)), (byte) => Uint8Array.of(byte)));
    expect([rows(), meter.rejectedBytes]).toEqual([[1143], 6]);
  });

  it("whose answer lost a byte, or has a wrong one, gives no row, and its next answer is whole", () => {
    const whole = reply(1143);
    for (let at = 0; at < 25; at++)
      for (const damaged of [
        Uint8Array.from([...whole.slice(0, at), ...whole.slice(at + 1)]),
        whole.map((byte, k) => (k === at ? byte ^ 0x10 : byte)),
      ]) {
        const { ask, hear, rows, meter } = talk();
        ask();
        hear(damaged);
        expect(ask()).toBeUndefined();
        expect(ask()).toBeDefined();
        hear(reply(500));
        expect([rows(), meter.rejectedBytes]).toEqual([[500], damaged.length]);
      }
  });

  it("whose answers follow each other without a question between, with any byte lost, gives no wrong row", () => {
    const both = Uint8Array.from([...reply(1143), ...reply(500)]);
    for (let at = 0; at < both.length; at++) {
      const { ask, hear, rows, meter } = talk();
      ask();
      hear(both.slice(0, at), both.slice(at + 1));
      meter.end();
      expect([[1143], [500]]).toContainEqual(rows());
      expect(meter.rejectedBytes).toBe(24);
    }
  });

  it("that is late has its answer rejected, never taken for the next question's", () => {
    const { ask, hear, rows, meter } = talk();
    ask();
    expect(ask()).toBeUndefined();
    hear(reply(1143));
    ask();
    hear(reply(500));
    // nobody asked for a second one
    hear(reply(501));
    expect([rows(), meter.rejectedBytes]).toEqual([[500], 50]);
  });

  it("that refuses is counted, and asked again at the next period", () => {
    const { ask, hear, rows, meter } = talk();
    ask();
    hear(refusal);
    expect([meter.refusal, meter.rejectedBytes]).toEqual([2, 5]);
    expect(ask()).toBeDefined();
    hear(reply(7));
    expect(rows()).toEqual([7]);
  });

  it("gives of any bytes no row that has not its checksum, and accounts for them all", () => {
    const piece = fc.oneof(
      fc.uint8Array({ maxLength: 40 }),
      fc.nat(60_000).map((power) => reply(power)),
      fc.constant(refusal),
      fc.constant(Uint8Array.of(1, 4, 0x14)),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), fc.nat(30), (pieces, size) => {
        const read = (cut: boolean) => {
          const { ask, hear, rows, meter } = talk();
          for (const bytes of pieces) {
            ask();
            const step = cut ? size + 1 : bytes.length;
            for (let at = 0; at < bytes.length; at += step) hear(bytes.slice(at, at + step));
          }
          meter.end();
          return { rows: rows(), rejected: meter.rejectedBytes };
        };
        const { rows, rejected } = read(false);
        expect(rows.length * 25 + rejected).toBe(pieces.reduce((sum, { length }) => sum + length, 0));
        expect(read(true)).toEqual({ rows, rejected });
      }),
    );
  });
});

describe("opening a PZEM-004T", () => {
  const open = (answer: (written: Uint8Array) => Uint8Array | undefined, given = {}) =>
    pzem004t.open(pzem004t.settings.parse(given), testLink({ answer, piece: 4 }));

  it("finds the address of the only one on the line", async () => {
    const meter = await open(() => reply(1143, 7));
    expect([meter.device, meter.period]).toEqual(["PZEM-004T at address 7", 0.25]);
    expect(meter.rails[0]).toMatchObject({ id: "wall", point: "wall", columns: [{ quantity: "power", scale: 0.1 }] });
    expect(meter.request?.(true)?.[0]).toBe(7);
  });

  it.each([
    ["nothing", () => undefined, /No PZEM-004T answers at address 248$/],
    ["a refusal", () => refusal, /refuses/],
    ["another one's address", () => reply(5, 0), /are no answer/],
    [
      "a PZEM-017's eight registers",
      () => withCrc([1, 4, 0x10, ...Array.from({ length: 16 }, () => 3)]),
      /are no answer/,
    ],
    ["noise", () => new Uint8Array(500).fill(0x55), /are no answer/],
  ])("that answers with %s is refused", async (_name, answer, message) => {
    await expect(open(answer)).rejects.toMatchObject({ code: "UNAVAILABLE", message });
  });

  it("more often than every 200 ms is refused", () =>
    expect(pzem004t.settings.safeParse({ periodMs: 199 }).success).toBe(false));
});
