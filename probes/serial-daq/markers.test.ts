import { describe, expect, it } from "vitest";
import { hostClock } from "../../src/core/clock.js";
import type { Host } from "../../src/core/probe.js";
import { testHost } from "../shared/test-host.js";
import type { Connection } from "./connect.js";
import { Markers } from "./markers.js";
import { openMarking } from "./marking.js";
import type { Port } from "./port.js";
import type { Settings } from "./settings.js";

/** A strict double of an open port: it knows what was sent and which lines are up, and can refuse. */
function portOf({ refuses = false } = {}) {
  const calls: string[] = [];
  const answer = (call: string) => {
    calls.push(call);
    return refuses ? Promise.reject(new Error("Inappropriate ioctl for device")) : Promise.resolve();
  };
  const port: Port = {
    gone: new AbortController().signal,
    attend: () => undefined,
    read: () => Promise.resolve(undefined),
    write: (bytes) => answer(`write ${String.fromCharCode(...bytes)}`),
    set: (line, up) => answer(`${line} ${up ? "up" : "down"}`),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
  return { port, calls };
}

/** Time runs a hundred times as fast for whoever waits. */
const clock = {
  ...hostClock,
  until: (at: bigint, signal?: AbortSignal) => hostClock.until(hostClock.now() + (at - hostClock.now()) / 100n, signal),
};
const begin = { kind: "begin", name: "command" } as const;
const end = { kind: "end", name: "command" } as const;
const byte = Uint8Array.of(77);

describe("markers of the meter", () => {
  it("are sent, timed, and paired with the rows in which they come back, in order", async () => {
    const { port, calls } = portOf();
    const markers = new Markers({ clock, port: () => port, byte });
    const before = hostClock.now();
    const answers = [markers.mark(begin), markers.mark(end)];
    await Promise.resolve();
    markers.shown({ at: 5n, clock: 0.5 });
    markers.shown({ at: 9n, clock: 0.9 });
    markers.shown({ at: 11n, clock: 1.1 }); // nobody's: it is passed over
    const [first, second] = await Promise.all(answers);
    expect(calls).toEqual(["write M", "write M"]);
    expect(first).toMatchObject({ ...begin, returned: { at: 5n, clock: 0.5 } });
    expect(second).toMatchObject({ ...end, returned: { at: 9n, clock: 0.9 } });
    const half = BigInt(Math.ceil((first?.within ?? 0) * 1e9));
    expect((first?.sent ?? 0n) - half).toBeGreaterThanOrEqual(before - 1n);
    expect((first?.sent ?? 0n) + half).toBeLessThanOrEqual(hostClock.now() + 1n);
  });

  it("that never come back say so, and leave the next one its own", async () => {
    const { port } = portOf();
    const markers = new Markers({ clock, port: () => port, byte });
    const lost = await markers.mark(begin);
    expect(lost).toMatchObject(begin);
    expect(lost?.returned).toBeUndefined();
    const next = markers.mark(end);
    markers.shown({ at: 7n, clock: 0.7 });
    expect((await next)?.returned).toEqual({ at: 7n, clock: 0.7 });
  });

  it("that cannot be sent are none", async () => {
    const { port } = portOf({ refuses: true });
    expect(await new Markers({ clock, port: () => port, byte }).mark(begin)).toBeUndefined();
    const line = { name: "dtr" as const, port: () => port };
    expect(await new Markers({ clock, port: () => port, line }).mark(begin)).toBeUndefined();
  });
});

describe("what was asked for", () => {
  const open = (settings: Partial<Settings>, port: Port, meter: Partial<Connection["meter"]> = {}) => {
    const host: Host = { ...testHost("/"), clock };
    const connection = { port, meter } as Connection;
    const column = { rail: "sync", index: 2, condition: { name: "meter.line", quantity: "state", unit: "" } } as const;
    const whole = { path: "/dev/ttyUSB0", protocol: "csv", markers: false, rails: {}, ...settings };
    return openMarking({ settings: whole, host, holder: { connection }, column });
  };

  it("lowers the line first, raises it at the begin, lowers it at the end, and names the column", async () => {
    const { port, calls } = portOf();
    const marking = await open({ markLine: "rts" }, port);
    const marker = await marking?.markers.mark(begin);
    await marking?.markers.mark(end);
    expect(calls).toEqual(["rts down", "rts up", "rts down"]);
    expect(marker).toMatchObject({ ...begin, column: "meter.line" });
  });

  it("is nothing by default", async () => {
    const { port, calls } = portOf();
    expect(await open({}, port)).toBeUndefined();
    expect(calls).toEqual([]);
  });

  it("that the port or the meter cannot do is refused, with what can be done", async () => {
    const { port } = portOf({ refuses: true });
    await expect(open({ markLine: "dtr" }, port)).rejects.toMatchObject({
      code: "UNAVAILABLE",
      message: expect.stringContaining("DTR"),
      remedy: expect.stringContaining("markPort"),
    });
    await expect(open({ markers: true }, port)).rejects.toMatchObject({
      code: "CONFIG",
      message: expect.stringContaining("csv has no markers"),
    });
  });
});
