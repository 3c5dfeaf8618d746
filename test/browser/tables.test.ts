import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import type { ComparedMatrix } from "../../src/core/matrix-comparison.js";
import { chromiumPath, closeBrowser, openFile, skipped } from "./browser.js";

const CLI = resolve("dist/cli.js");
const folder = mkdtempSync(join(tmpdir(), "joulemark-tables-page-"));
afterAll(async () => {
  await closeBrowser();
  rmSync(folder, { recursive: true, force: true });
});

function written(name: string, words: readonly string[]) {
  const [html, json] = [join(folder, `${name}.html`), join(folder, `${name}.json`)];
  execFileSync(process.execPath, [CLI, "bench", ...words, "--html", html, "--json", json]);
  return { html, json: JSON.parse(readFileSync(json, "utf8")) as unknown };
}

describe.skipIf(chromiumPath === undefined)(`pages of tables${skipped}`, () => {
  test("of a matrix have every rate, power and efficiency of its JSON, and complain of nothing", async () => {
    const { html, json } = written("four", ["merge", resolve("src/report/matrix/testdata/four.json")]);
    const { cells } = json as ComparedMatrix;
    for (const view of [{}, { dark: true, width: 375 }, { scripts: false }, { print: true }]) {
      await using seen = await openFile(html, view);
      expect(seen).toMatchObject({ complaints: [], requests: [] });
      expect(await seen.page.evaluate("document.documentElement.scrollWidth - innerWidth")).toBeLessThanOrEqual(0);
      const shown = await seen.page.$$eval("#cells [data-value]", (all) =>
        all.map((one) => Number(one.getAttribute("data-value"))),
      );
      const wanted = cells.flatMap(({ rate, powers }) => [
        rate,
        ...powers.flatMap(({ meanPowerW, efficiency, joulesPerUnit }) => [meanPowerW, efficiency, joulesPerUnit]),
      ]);
      expect(wanted.length).toBeGreaterThan(8);
      expect(shown).toEqual(wanted.flatMap((number) => (number === null ? [] : [number.value])));
    }
  });

  test("have an interval for each cell that may be held against the published figure, and none for others", async () => {
    const { html, json } = written("beside", ["merge", resolve("src/report/matrix/testdata/four.json")]);
    const { comparisons } = json as ComparedMatrix;
    const compared = (comparisons?.published ?? []).flatMap(({ rate, powers }) => [
      rate,
      ...powers.map(({ efficiency }) => efficiency),
    ]);
    await using seen = await openFile(html);
    expect(compared.length).toBeGreaterThan(0);
    expect(await seen.page.locator("#deviations .value[data-value]").count()).toBe(
      compared.filter(({ value }) => value !== null).length,
    );
  });

  test("of the paper asks for nothing", async () => {
    const { html } = written("paper", ["--paper"]);
    await using seen = await openFile(html);
    expect(seen).toMatchObject({ complaints: [], requests: [] });
    expect(await seen.page.locator("table").count()).toBeGreaterThan(2);
  });
});
