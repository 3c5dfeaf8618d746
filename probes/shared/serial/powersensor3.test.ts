import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ascii } from "./bytes.js";
import { pairsOf, parseSensor, powerSensor3 } from "./powersensor3.js";
import { emptyRows } from "./protocol.js";
import { testLink } from "./test-link.js";

interface Written {
  readonly type?: string;
  readonly pairName?: string;
  readonly vref?: number;
  readonly sensitivity?: number;
  readonly inUse?: number;
}

/** A record by the layout of devices.md F1. */
function record({ type = "", pairName = "", vref = 1.65, sensitivity = 0.12, inUse = 1 }: Written): Uint8Array {
  const bytes = new Uint8Array(41);
  bytes.set(ascii(type), 0);
  bytes.set(ascii(pairName), 16);
  const view = new DataView(bytes.buffer);
  view.setFloat32(32, vref, true);
  view.setFloat32(36, sensitivity, true);
  bytes[40] = inUse;
  return bytes;
}

const unused: Written = { inUse: 0 };
const twelve: readonly Written[] = [
  { type: "MLX91221-20A", pairName: "slot", vref: 1.65, sensitivity: 0.0625 },
  { type: "12V0", pairName: "slot", vref: 0, sensitivity: 0.25 },
  unused,
  unused,
  { type: "MLX91221-20A", pairName: "cable" },
  { type: "12V0", pairName: "cable", vref: 0, sensitivity: 0.25 },
  unused,
  unused,
];

/** A device: its version, its memory, and whether somebody left it streaming. */
function device(sensors: readonly Written[], { streaming = false, stuckAt = 8 } = {}) {
  let left = stuckAt;
  let on = streaming;
  return (written: Uint8Array): Uint8Array | undefined => {
    const command = String.fromCharCode(...written);
    if (left < 8) {
      left++;
      return left < 8 ? record(sensors[left] ?? unused) : ascii("D");
    }
    if (command === "X") on = false;
    if (command === "X") return Uint8Array.of(0xff, 0x3f, 0xff, 0x3f);
    if (on) return Uint8Array.of(0xf0, 0x40);
    if (command === "V") return ascii("F411-1.6.1\r\n");
    if (command !== "R") return undefined;
    left = 0;
    return record(sensors[0] ?? unused);
  };
}

const open = (sensors: readonly Written[], state = {}, piece = 7) => {
  const link = testLink({ said: Uint8Array.of(0xf0, 0x41, 0x80), answer: device(sensors, state), piece });
  return powerSensor3.open({}, link);
};

describe("a PowerSensor3", () => {
  it.each([
    ["that waits for commands", {}],
    ["that was left streaming", { streaming: true }],
    ["that was left in the middle of its memory", { stuckAt: 3 }],
  ])("%s tells its version and its pairs in use", async (_name, state) => {
    const { device: name, rails, tick, start, stop } = await open(twelve, state);
    expect([name, tick, start, stop]).toEqual(["PowerSensor3 F411-1.6.1", 1e-6, ascii("S"), ascii("T")]);
    expect(rails.map(({ id, columns }) => [id, ...columns.map((column) => column.name)])).toEqual([
      ["slot", "slot.voltage", "slot.current"],
      ["cable", "cable.voltage", "cable.current"],
    ]);
  });

  it("decodes by its own calibration, volts before amperes", async () => {
    const { decoder } = await open(twelve);
    const rows = emptyRows(4);
    const level = [0, 1, 2, 3, 4, 5, 6, 7].flatMap((id) => [0x80 | (id << 4) | 8, 0]);
    decoder.push(Uint8Array.from([0xf0, 0x40, ...level, 0xf0, 0x72]), rows);
    expect(rows.length).toBe(1);
    const volts = (3.3 * 512) / 1023;
    expect(rows.columns.slice(0, 2).map(([value]) => value)).toEqual([
      volts / 0.25,
      (volts - Math.fround(1.65)) / 0.0625,
    ]);
  });

  it.each([
    ["nothing", () => undefined],
    ["lines of another kind", () => ascii("12.0 V, 1.5 A\n")],
    ["bytes for ever", () => new Uint8Array(100)],
  ])("is not what answers with %s", async (_name, answer) => {
    await expect(powerSensor3.open({}, testLink({ answer }))).rejects.toMatchObject({ code: "UNAVAILABLE" });
  });

  it("is not what never falls silent, and that is found out", async () => {
    const link = { write: async () => undefined, read: async () => new Uint8Array(65_536).fill(0x41) };
    await expect(powerSensor3.open({}, link)).rejects.toMatchObject({ code: "UNAVAILABLE" });
  });

  it("with a memory that ends early or holds no numbers is refused", async () => {
    const cut = (written: Uint8Array) => device(twelve)(written)?.subarray(0, 40);
    await expect(powerSensor3.open({}, testLink({ answer: cut }))).rejects.toMatchObject({ code: "UNAVAILABLE" });
    const zero = twelve.map((sensor) => ({ ...sensor, sensitivity: 0 }));
    await expect(open(zero)).rejects.toMatchObject({ message: expect.stringContaining("sensor 0") });
  });

  it("with half a pair, or none, says so", async () => {
    await expect(open([{}, unused])).rejects.toMatchObject({ message: /pair 0/ });
    await expect(open([])).rejects.toMatchObject({ message: /No sensor/ });
  });

  it("names pairs by their number where their names are missing or the same", () => {
    const sensors = [1, 1, 1, 1, 1, 1, 1, 1].map(() => ({
      type: "",
      pairName: "a",
      vref: 0,
      sensitivity: 1,
      inUse: true,
    }));
    const named = sensors.map((sensor, k) => (k < 6 ? sensor : { ...sensor, pairName: "" }));
    expect(pairsOf(named).map(({ rail }) => rail.id)).toEqual(["a", "pair1", "pair2", "pair3"]);
  });

  it("has a sensor in any 41 bytes, or none, and never one in use without a finite calibration", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 41, maxLength: 41 }), fc.nat(1), (bytes, inUse) => {
        bytes[40] = inUse;
        bytes.fill(0, 0, 32);
        const sensor = parseSensor(bytes);
        if (sensor?.inUse)
          expect([Number.isFinite(sensor.vref), Number.isFinite(1 / sensor.sensitivity)]).toEqual([true, true]);
        if (inUse === 0) expect(sensor).toBeDefined();
      }),
    );
    expect(parseSensor(new Uint8Array(40))).toBeUndefined();
  });
});
