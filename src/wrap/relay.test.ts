import { spawn } from "node:child_process";
import { afterEach, expect, it } from "vitest";
import { hostClock } from "../core/clock.js";
import { membersOf, RUN_VARIABLE, sendToAll } from "./family.js";
import { settle } from "./relay.js";
import type { SignalScope } from "./signal-scope.js";

const family = { runId: `relay-test-${process.pid}`, child: -1, detached: false };
const startMember = () =>
  new Promise<void>((resolve) => {
    const env = { PATH: process.env["PATH"], [RUN_VARIABLE]: family.runId };
    spawn("sleep", ["60"], { env, stdio: "ignore" }).once("spawn", resolve);
  });
afterEach(() => sendToAll(family, "SIGKILL"));

/** Signals of which the first comes when it was asked for `after` times. */
function signalsAfter(after: number): SignalScope {
  let asked = 0;
  return {
    signal: new AbortController().signal,
    get interruptedBy() {
      return asked++ < after ? undefined : ("SIGINT" as const);
    },
    next: () => new AbortController().signal,
    attach: () => ({ [Symbol.dispose]: () => undefined }),
    [Symbol.dispose]: () => undefined,
  };
}

it("leaves alone what outlives a normal end, and says so", async () => {
  await startMember();
  const findings = await settle(family, signalsAfter(Number.POSITIVE_INFINITY), hostClock);
  expect(findings).toMatchObject([{ code: "processes-left", severity: "degraded" }]);
  expect(membersOf(family)).toHaveLength(1);
});

it.each([
  ["came before the command's end", 0],
  ["is seen only after the command's end", 1],
])("ends what is left when the interruption %s", async (_words, after) => {
  await startMember();
  const findings = await settle(family, signalsAfter(after), hostClock);
  expect(findings).toMatchObject([{ code: "processes-ended", severity: "note" }]);
  expect(membersOf(family)).toEqual([]);
});

it("says nothing when nothing is left", async () => {
  expect(await settle(family, signalsAfter(0), hostClock)).toEqual([]);
});
