import { existsSync } from "node:fs";
import { dirname } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { hasPty, type Started, start, textOf, until, untilFile } from "./start.js";

const running: Started[] = [];
const go = (...parameters: Parameters<typeof start>) => {
  const started = start(...parameters);
  running.push(started);
  return started;
};
const sh = (script: string, how?: Parameters<typeof start>[1]) => go(["sh", "-c", script], how);
afterEach(() => {
  for (const started of running.splice(0)) started.clear();
});

/** Says when it listens, and notes each SIGINT; ends half a second after the first. */
const counter = `
  const fs = require("node:fs"), note = (name, text) => fs.appendFileSync(process.env.FOLDER + "/" + name, text);
  process.on("SIGINT", () => { note("ints", "INT "); setTimeout(() => process.exit(3), 500); });
  setInterval(() => {}, 1000);
  note("ready", "");
`;

describe("the exit status", () => {
  it.each([
    ["exit 0", 0],
    ["exit 7", 7],
    ["kill -TERM $$", 143],
    ["kill -KILL $$", 137],
  ])("of sh -c '%s' is %d", async (script, status) => {
    const started = sh(script);
    expect(await started.ended).toBe(status);
    const { from, to } = started.result();
    expect(BigInt(to)).toBeGreaterThan(BigInt(from));
  });

  it.each([
    ["no-such-command", 127],
    ["/", 126],
  ])("of %s is %d", async (command, status) => {
    expect(await go([command]).ended).toBe(status);
  });
});

describe("what the command sees", () => {
  it("is its arguments as they are, and nothing of ours on stdout", async () => {
    const started = go(["printf", "%s|", "a b", "$HOME", "*", "", "-x", "--", "é\n"]);
    expect(await started.ended).toBe(0);
    expect(started.stdout().toString()).toBe("a b|$HOME|*||-x|--|é\n|");
  });

  it("is our stdin, byte by byte", async () => {
    const started = go(["cat"]);
    const bytes = Buffer.from(Array.from({ length: 300_000 }, (_, index) => (index * 7) % 256));
    started.process.stdin?.end(bytes);
    expect(await started.ended).toBe(0);
    expect(started.stdout().equals(bytes)).toBe(true);
  });

  it("is its output passed on exactly when it is searched", async () => {
    const script = "process.stdout.write(Buffer.from(Array.from({length:300000},(_,i)=>i*13%256)));process.exitCode=5";
    const started = go([process.execPath, "-e", script], { markRegex: "(?<begin>never)" });
    expect(await started.ended).toBe(5);
    const expected = Buffer.from(Array.from({ length: 300_000 }, (_, index) => (index * 13) % 256));
    expect(started.stdout().equals(expected)).toBe(true);
  });

  it("is a stderr that waits for a slow reader, also while we write there", async () => {
    const started = sh("sleep 0.2; seq 1 100000 >&2", { talks: true });
    await new Promise((resolve) => setTimeout(resolve, 1000));
    let text = "";
    started.process.stderr?.on("data", (chunk) => {
      text += chunk;
    });
    expect(await started.ended).toBe(0);
    expect(text).toBe(`ours\n${Array.from({ length: 100_000 }, (_, index) => `${index + 1}\n`).join("")}`);
  });

  it("is a closed pipe when our reader leaves, also when it is searched", async () => {
    const started = go(["sh", "-c", "yes; exit 9"], { markRegex: "(?<begin>never)" });
    await until(() => started.stdout().length > 0, "output");
    started.process.stdout?.destroy();
    expect(await started.ended).toBe(9);
  });
});

describe("signals without a terminal", () => {
  it.each(["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"] as const)(
    "%s ends the whole family, also what ignores it or left the session",
    async (signal) => {
      const started = sh(
        `sleep 60 & sh -c 'trap "" ${signal.slice(3)}; sleep 60' & setsid sh -c 'sleep 60 & : > $FOLDER/ready; sleep 60' & wait`,
      );
      await untilFile(started, "ready");
      started.process.kill(signal);
      const status = await started.ended;
      expect(started.left()).toEqual([]);
      expect(started.result()).toMatchObject({ interruptedBy: signal, ownSession: true, exit: { signal } });
      expect(status).toBe(128 + { SIGINT: 2, SIGTERM: 15, SIGHUP: 1, SIGQUIT: 3 }[signal]);
    },
  );

  it("reach the command once", async () => {
    const started = go([process.execPath, "-e", counter]);
    await untilFile(started, "ready");
    started.process.kill("SIGINT");
    expect(await started.ended).toBe(3);
    expect(textOf(started, "ints")).toBe("INT ");
  });

  it("leave alone a command that lives on, until the user insists", async () => {
    const started = sh(`trap ': > $FOLDER/first' INT; : > $FOLDER/ready; while :; do sleep 0.1; done`);
    await untilFile(started, "ready");
    started.process.kill("SIGINT");
    await untilFile(started, "first");
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(started.process.exitCode).toBeNull();
    started.process.kill("SIGINT");
    expect(await started.ended).toBe(143);
    expect(started.left()).toEqual([]);
  });

  it("kill at once what ignores all, when the user insists again", async () => {
    const started = sh(`trap '' INT TERM; : > $FOLDER/ready; while :; do sleep 0.1; done`);
    await untilFile(started, "ready");
    const began = Date.now();
    for (let press = 0; press < 3; press++) {
      started.process.kill("SIGINT");
      await new Promise((resolve) => setTimeout(resolve, 300));
    }
    expect(await started.ended).toBe(137);
    expect(Date.now() - began).toBeLessThan(4000); // sooner than the grace of five seconds
    expect(started.left()).toEqual([]);
  });

  it("end a stopped command when the user insists", async () => {
    const started = sh(": > $FOLDER/ready; kill -STOP $$");
    await untilFile(started, "ready");
    started.process.kill("SIGINT");
    await new Promise((resolve) => setTimeout(resolve, 300));
    started.process.kill("SIGINT");
    expect([130, 143]).toContain(await started.ended); // INT was waiting for it, and then TERM
    expect(started.left()).toEqual([]);
  });
});

it("says what a command leaves behind, and leaves it alone", async () => {
  const started = sh("setsid sleep 60 > /dev/null 2>&1 &", { stdio: "ignore" });
  expect(await started.ended).toBe(0);
  expect(started.result().findings).toMatchObject([{ code: "processes-left", severity: "degraded" }]);
  await until(() => started.left().join() === "sleep", "the sleep that was left");
});

describe.skipIf(!hasPty)("in a terminal (skipped: no script command)", () => {
  it("the command has it, in our session", async () => {
    const started = sh("test -t 0 && test -t 1 && test -t 2 && echo hello > /dev/tty", { pty: true });
    expect(await started.ended).toBe(0);
    expect(started.stdout().toString()).toContain("hello");
    expect(started.result().ownSession).toBe(false);
  });

  it("Ctrl-C reaches the command once", async () => {
    const started = go([process.execPath, "-e", counter], { pty: true });
    await untilFile(started, "ready");
    started.process.stdin?.write("\x03");
    expect(await started.ended).toBe(3);
    expect(textOf(started, "ints")).toBe("INT ");
    expect(started.result().interruptedBy).toBe("SIGINT");
  });

  it("Ctrl-C leaves no orphan", async () => {
    const started = sh("sleep 60 & setsid sh -c 'sleep 60 & : > $FOLDER/ready; sleep 60' & wait", { pty: true });
    await untilFile(started, "ready");
    started.process.stdin?.write("\x03");
    expect(await started.ended).toBe(130);
    expect(started.left()).toEqual([]);
    expect(started.result().findings).toMatchObject([{ code: "processes-ended" }]);
  });

  it("TERM for us alone reaches the command", async () => {
    const started = sh("echo $PPID > $FOLDER/ours; : > $FOLDER/ready; sleep 60 & wait", { pty: true });
    await untilFile(started, "ready");
    process.kill(Number(textOf(started, "ours")), "SIGTERM");
    expect(await started.ended).toBe(143);
    expect(started.left()).toEqual([]);
  });
});

describe("marks", () => {
  it("come by echo, by a kept descriptor and nested, and the FIFO is gone afterwards", async () => {
    const started = sh(`
      echo "begin outer" > "$JOULEMARK_MARKS"; exec 9> "$JOULEMARK_MARKS"
      printf 'begin in' >&9; sleep 0.1; echo ner >&9; echo "end inner" >&9; echo nonsense >&9; echo "end outer" >&9`);
    expect(await started.ended).toBe(0);
    const { marks, markFindings, path, from, to } = started.result();
    expect(marks.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      "begin outer",
      "begin inner",
      "end inner",
      "end outer",
    ]);
    expect(markFindings).toMatchObject([{ code: "mark-unreadable" }]);
    const instants = [from, ...marks.map(({ at }) => at)].map(BigInt);
    expect([...instants].sort((a, b) => Number(a - b))).toEqual(instants);
    expect(Math.abs(Number(BigInt(marks.at(-1)?.at ?? 0) - BigInt(to)))).toBeLessThan(1e9);
    expect(existsSync(dirname(path))).toBe(false);
  });

  it("written last before the end are not lost, and no writer waits", async () => {
    const started = sh('for i in 1 2 3 4 5 6 7 8 9; do echo "begin $i" > "$JOULEMARK_MARKS"; done; exec echo "end 9"');
    expect(await started.ended).toBe(0);
    expect(started.result().marks).toHaveLength(9);
  });

  it("come from the output", async () => {
    const started = sh("echo start a; echo done a >&2", { markRegex: "start (?<begin>\\w+)|done (?<end>\\w+)" });
    expect(await started.ended).toBe(0);
    expect(started.result().marks).toMatchObject([{ kind: "begin", name: "a", source: "regex" }, { kind: "end" }]);
  });
});
