import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Clock } from "../core/clock.js";
import { type SignalReceiver, type SignalScope, signalScope } from "./signal-scope.js";

let now = 0n;
const clock: Clock = { now: () => now, wall: () => 0, until: () => Promise.resolve() };
const at = (ms: number, signal: NodeJS.Signals) => {
  now = BigInt(ms) * 1_000_000n;
  process.emit(signal, signal);
};
let scope: SignalScope;
const heard = vi.fn<SignalReceiver>();

beforeEach(() => {
  now = 0n;
  heard.mockClear();
  scope = signalScope(clock);
});
afterEach(() => scope[Symbol.dispose]());

describe("signals", () => {
  it("abort once and keep the first name", () => {
    expect(scope.signal.aborted).toBe(false);
    at(0, "SIGINT");
    at(5000, "SIGTERM");
    expect(scope.signal.aborted).toBe(true);
    expect(scope.interruptedBy).toBe("SIGINT");
  });

  it("abort what waits for the next of them, and nothing that asked after it", () => {
    at(0, "SIGINT");
    const next = scope.next();
    expect(next.aborted).toBe(false);
    at(5000, "SIGTERM");
    expect([next.aborted, scope.next().aborted]).toEqual([true, false]);
  });

  it("reach the attached command, and only while it is attached", () => {
    const attached = scope.attach(heard);
    at(0, "SIGTERM");
    attached[Symbol.dispose]();
    at(5000, "SIGTERM");
    expect(heard.mock.calls).toEqual([["SIGTERM", false]]);
  });

  it("count once when an outer program echoes them", () => {
    scope.attach(heard);
    at(0, "SIGINT");
    at(30, "SIGINT");
    expect(heard.mock.calls).toEqual([["SIGINT", false]]);
  });

  it("insist when the same comes again within two seconds, not later, and not when another comes", () => {
    scope.attach(heard);
    at(0, "SIGINT");
    at(500, "SIGTERM");
    at(1900, "SIGINT");
    at(9000, "SIGINT");
    expect(heard.mock.calls.map(([, insists]) => insists)).toEqual([false, false, true, false]);
  });

  it("end us when nobody hears the third", () => {
    const kill = vi.spyOn(process, "kill").mockReturnValue(true);
    at(0, "SIGINT");
    at(1000, "SIGINT");
    expect(kill).not.toHaveBeenCalled();
    at(2000, "SIGINT");
    expect(kill).toHaveBeenCalledWith(process.pid, "SIGINT");
    kill.mockRestore();
  });

  it("are let go on disposal", () => {
    const before = process.listenerCount("SIGINT");
    scope[Symbol.dispose]();
    expect(process.listenerCount("SIGINT")).toBe(before - 1);
  });
});
