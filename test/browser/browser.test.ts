import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { chromiumPath, closeBrowser, openFile, skipped, type View } from "./browser.js";

const folder = mkdtempSync(join(tmpdir(), "joulemark-browser-"));
afterAll(async () => {
  await closeBrowser();
  rmSync(folder, { recursive: true, force: true });
});

const shown = async (body: string, view?: View) => {
  const path = join(folder, "page.html");
  writeFileSync(path, `<!doctype html><meta charset="utf-8"><title>page</title><link rel="icon" href="data:,">${body}`);
  return openFile(path, view);
};

describe.skipIf(chromiumPath === undefined)(`the harness itself${skipped}`, () => {
  test("sees nothing wrong with a page that is whole", async () => {
    await using opened = await shown("<p>whole</p>");
    expect(await opened.page.textContent("p")).toBe("whole");
    expect(opened).toMatchObject({ complaints: [], requests: [] });
  });

  test("sees what goes wrong: console, exceptions, and anything asked for", async () => {
    await using opened = await shown(
      "<script>console.error('one'); setTimeout(() => { throw new Error('two') })</script><img src=other.png>",
    );
    await opened.page.waitForTimeout(50);
    expect(opened.complaints.join()).toMatch(/one.*two/s);
    expect(opened.requests).toEqual([expect.stringContaining("other.png")]);
  });

  test("shows a page dark, small, on paper and without scripts", async () => {
    const styled = `<style>@media (prefers-color-scheme: dark) { p { color: rgb(1, 2, 3) } } @media print { p { opacity: .5 } }</style>
      <p>text</p><script>document.querySelector("p").textContent = String(innerWidth)</script>`;
    const seen = async (view: View) => {
      await using opened = await shown(styled, view);
      const style = "getComputedStyle(document.querySelector('p'))";
      return [
        await opened.page.textContent("p"),
        await opened.page.evaluate(`[${style}.color, ${style}.opacity].join()`),
      ];
    };
    expect(await seen({ dark: true, width: 375 })).toEqual(["375", "rgb(1, 2, 3),1"]);
    expect(await seen({ print: true, scripts: false })).toEqual(["text", "rgb(0, 0, 0),0.5"]);
  });
});
