import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { badOptions } from "./bad-options.js";
import { backends, onednnSuite, run, runnerSuite, scratchFolder, shortRun } from "./runner.js";

const good = ["run", "--backend", "reference", "--network", "tiny", "--no-wait"];
const folder = scratchFolder();

runnerSuite("an option", () => {
  it.each(badOptions)("%j is refused on descriptor 3 and on standard error", async (args, named, choices) => {
    const { status, events, last, stderr, stdout } = await run([...good, ...args]);
    expect({ status, last }).toMatchObject({ status: 64, last: { v: 1, ev: "error", exit: 64 } });
    expect(last["detail"]).toMatch(named);
    expect(last["remedy"]).toMatch(choices);
    expect(stderr).toBe(`joulemark-runner: ${last["detail"]}\n  -> ${last["remedy"]}\n`);
    expect(events.filter(({ ev }) => ev !== "hello" && ev !== "error")).toEqual([]);
    expect(stdout).toBe("");
  });

  it.each([
    [["--network", "tiny"], /--backend is missing/, /onednn, cudnn or reference/],
    [["--backend", "reference"], /--network is missing/, /alexnet/],
  ])("that is needed is asked for: %j", async (args, named, choices) => {
    const { status, last } = await run(["run", ...args]);
    expect({ status, last }).toMatchObject({ status: 64, last: { ev: "error", code: "usage" } });
    expect(last["detail"]).toMatch(named);
    expect(last["remedy"]).toMatch(choices);
  });

  it("that is wrong is told on the descriptor named before or after it", async () => {
    for (const args of [
      ["--batch", "0", "--event-fd", "1"],
      ["--event-fd", "1", "--batch", "0"],
    ]) {
      const { status, stdout, events } = await run([...good, ...args]);
      expect(status).toBe(64);
      expect(JSON.parse(stdout)).toMatchObject({ ev: "error", exit: 64 });
      expect(events).toEqual([]);
    }
  });

  it("for a descriptor that is not open is refused, with what else is wrong", async () => {
    const { status, stderr } = await run([...good, "--event-fd", "77", "--batch", "0"]);
    expect(status).toBe(64);
    expect(stderr).toMatch(/--batch cannot be "0"/);
    expect(stderr).toMatch(/descriptor 77 is not open for writing/);
  });

  it("for a file that cannot be written is refused", async () => {
    const path = join(folder, "none", "logits");
    const { status, last } = await shortRun({ "dump-logits": path });
    expect({ status, last }).toMatchObject({ status: 64, last: { code: "cannot-write" } });
    expect(last["detail"]).toContain(path);
    expect(existsSync(path)).toBe(false);
  });

  it.each(["tf32", "fp16", "fp16-true"])("of a precision a back end has not is refused: %s", async (precision) => {
    const { status, last } = await shortRun({ precision });
    expect({ status, last }).toMatchObject({ status: 64, last: { code: "unsupported-precision" } });
    expect(last["remedy"]).toContain("fp32");
  });
});

onednnSuite("an option of the oneDNN back end", () => {
  it("for an algorithm it has not is refused and the others named", async () => {
    const { status, last } = await shortRun({ backend: "onednn", algo: "fft" });
    expect({ status, last }).toMatchObject({ status: 64, last: { code: "unknown-algo", exit: 64 } });
    expect(`${last["detail"]} ${last["remedy"]}`).toMatch(/fft.*auto.*direct.*winograd/);
  });

  it("for half precision is refused where the library cannot", async () => {
    const { status, last } = await shortRun({ backend: "onednn", precision: "fp16" });
    expect({ status, last }).toMatchObject({ last: { code: "unsupported-precision", exit: status } });
    expect(last["remedy"]).toContain("fp32");
  });
});

runnerSuite("the command line", () => {
  it.each([
    [[], /no command/],
    [["walk"], /unknown command "walk"/],
    [["networks", "resnet"], /"resnet"/],
    [["networks", "tiny", "tiny"], /unexpected "tiny"/],
    [["networks", "alexnet", "--crop", "225"], /227 or 224/],
    [["networks", "--crop"], /unexpected "--crop"/],
    [["info", "--verbose"], /unexpected "--verbose"/],
    [["peak", "--threads", "0"], /--threads/],
    [["networks", ""], /unexpected ""/],
    [["networks", "--crop", ""], /unexpected "--crop"/],
  ])("%j is refused", async (args, said) => {
    const { status, stdout, stderr } = await run(args);
    expect({ status, stdout }).toEqual({ status: 64, stdout: "" });
    expect(stderr).toMatch(said);
    expect(stderr).toMatch(/\n {2}-> \S/);
  });

  it("tells its version, which is the package's, and its options", async () => {
    const { default: manifest } = await import("../../package.json", { with: { type: "json" } });
    expect((await run(["--version"])).stdout).toBe(`${manifest.version}\n`);
    const { stdout } = await run(["--help"]);
    for (const option of ["--backend", "--network", "--batch", "--precision", "--verify"])
      expect(stdout).toContain(option);
  });

  it("says what was found, and of what was not, why", async () => {
    const { status, stdout } = await run(["info"]);
    expect(status).toBe(0);
    const info = JSON.parse(stdout) as { backends: { backend: string; available: boolean; remedy?: string }[] };
    expect(info.backends.map(({ backend }) => backend)).toEqual(["onednn", "cudnn", "reference"]);
    for (const { backend, available, remedy } of info.backends)
      if (backend !== "cudnn") expect(available).toBe(backends.includes(backend));
      else if (!available) expect(remedy).toMatch(/\S/);
  });

  it("fails where its answer cannot be written", async () => {
    const { status, stderr } = await run(["-c", 'exec "$0" info >/dev/full', "runner/build/joulemark-runner"], {
      program: "/bin/sh",
    });
    expect(status).toBe(70);
    expect(stderr).toMatch(/standard output cannot be written/);
  });
});
