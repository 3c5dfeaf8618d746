import { mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { describeCudnn, librariesOf, runCudnn } from "./cuda-double.js";

let folder = "";
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A folder with links to some of the double's libraries. */
function linked(...chosen: readonly { readonly cuda: string; readonly files: RegExp }[]): string {
  folder = mkdtempSync(join(tmpdir(), "cuda-libraries-"));
  for (const { cuda, files } of chosen)
    for (const file of readdirSync(librariesOf(cuda)).filter((name) => files.test(name)))
      symlinkSync(join(librariesOf(cuda), file), join(folder, file));
  return folder;
}

const run = (cuda: string) => runCudnn("--verify --network tiny", { cuda });

describeCudnn("NVIDIA's libraries", () => {
  it("are taken from the folder named, as links too", async () => {
    expect(await run(linked({ cuda: "12", files: /./ }))).toMatchObject({ status: 0, faults: [] });
  });

  it.each([
    ["libcudart.so.12", /libcudart/],
    ["libcublas.so.12", /libcublas\.so\.12 was not found/],
    ["libcudnn.so.9", /libcudnn\.so\.9 or \.8/],
    ["libcudnn_graph.so.9", /libcudnn_graph\.so\.9, a part of cuDNN/],
    ["libcudnn_engines_precompiled.so.9", /engines_precompiled/],
  ])("without %s are incomplete", async (file, detail) => {
    const without = new RegExp(`^(?!${file.replaceAll(".", "\\.")}$)`);
    const { status, error } = await run(linked({ cuda: "12", files: without }));
    expect(status).toBe(69);
    expect(error).toMatchObject({ code: "library-missing", detail: expect.stringMatching(detail) });
    expect(error?.remedy).toContain("--cuda-lib-dir");
  });

  it("of two majors are not mixed", async () => {
    const mixed = linked({ cuda: "12", files: /cudart|cudnn/ }, { cuda: "11", files: /cublas/ });
    const { status, error } = await run(mixed);
    expect(status).toBe(69);
    expect(error).toMatchObject({ code: "library-mismatch", detail: expect.stringContaining("libcublas.so.11") });
  });

  it("that are no libraries are told with the loader's reason", async () => {
    writeFileSync(join(linked({ cuda: "12", files: /^(?!libcudnn\.so)/ }), "libcudnn.so.9"), "no library");
    const { status, error } = await run(folder);
    expect(status).toBe(69);
    expect(error).toMatchObject({
      code: "library-missing",
      detail: expect.stringMatching(/cannot be opened: .*(short|ELF)/),
    });
  });
});
