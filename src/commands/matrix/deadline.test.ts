import { describe, expect, test } from "vitest";
import { hostClock } from "../../core/clock.js";
import type { SignalReceiver, SignalScope } from "../../wrap/signal-scope.js";
import { deadline } from "./deadline.js";

function scope() {
  const controller = new AbortController();
  let receiver: SignalReceiver | undefined;
  const signals: SignalScope = {
    signal: controller.signal,
    interruptedBy: undefined,
    next: () => controller.signal,
    attach(next) {
      receiver = next;
      return { [Symbol.dispose]: () => undefined };
    },
    [Symbol.dispose]: () => undefined,
  };
  return {
    signals,
    interrupt() {
      controller.abort();
      receiver?.("SIGINT", false);
    },
  };
}

const aborted = ({ signal }: SignalScope) =>
  new Promise<void>((done) => (signal.aborted ? done() : signal.addEventListener("abort", () => done())));
const pause = (seconds: number) => hostClock.until(hostClock.now() + BigInt(Math.round(seconds * 1e9)));

describe("a deadline", () => {
  test("stops what is attached when its time is over, and only then", async () => {
    using limit = deadline(scope().signals, hostClock, 0.05);
    const heard: string[] = [];
    using _attached = limit.attach((signal) => heard.push(signal));
    expect([limit.passed, limit.signal.aborted]).toEqual([false, false]);
    await aborted(limit);
    expect([limit.passed, heard]).toEqual([true, ["SIGTERM"]]);
  });

  test("leaves the user's own signals what they are", async () => {
    const { signals, interrupt } = scope();
    using limit = deadline(signals, hostClock, 0.05);
    interrupt();
    await pause(0.1);
    expect([limit.signal.aborted, limit.passed]).toEqual([true, false]);
  });

  test("takes no time while it is held, and begins anew when it is extended", async () => {
    using limit = deadline(scope().signals, hostClock, 0.02);
    limit.hold();
    await pause(0.1);
    expect(limit.passed).toBe(false);
    limit.extend(0.02);
    await aborted(limit);
    expect(limit.passed).toBe(true);
  });

  test("is over when it is disposed of", async () => {
    const limit = deadline(scope().signals, hostClock, 0.02);
    limit[Symbol.dispose]();
    await pause(0.1);
    expect(limit.signal.aborted).toBe(false);
  });
});
