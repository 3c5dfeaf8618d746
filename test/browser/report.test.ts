import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Result } from "../../src/core/result.js";
import { chromiumPath, closeBrowser, type OpenPage, openFile, skipped, type View } from "./browser.js";
import { type Made, makeRecording } from "./recordings.js";

const CLI = resolve("dist/cli.js");
const folder = mkdtempSync(join(tmpdir(), "joulemark-report-page-"));
afterAll(async () => {
  await closeBrowser();
  rmSync(folder, { recursive: true, force: true });
});

/** A recording as page and as JSON, from one report. */
async function reported(name: string, made: Made) {
  const [html, json] = [join(folder, `${name}.html`), join(folder, `${name}.json`)];
  await makeRecording(join(folder, name), made);
  execFileSync(process.execPath, [CLI, "report", join(folder, name), "--html", html, "--json", json]);
  const result: Result = JSON.parse(readFileSync(json, "utf8"));
  return { html, result, bytes: statSync(html).size };
}

const MB = 1e6;
const label = " <script>alert(1)</script>\"'&`😀 שלום \u202e";

const shownRange = async ({ page }: OpenPage) => {
  const [from, to] = await Promise.all(["data-from", "data-to"].map((name) => page.getAttribute("#plot", name)));
  return [Number(from), Number(to)] as const;
};

describe.skipIf(chromiumPath === undefined)(`the page of a report${skipped}`, () => {
  let usual: Awaited<ReturnType<typeof reported>>;
  beforeAll(async () => {
    usual = await reported("usual", { rails: 6, ticks: 20_000, windows: 5, gap: [5000, 9000] });
  }, 120_000);

  const opened = (view?: View) => openFile(usual.html, view);

  test("asks for nothing and complains of nothing, light, dark, small, printed and without scripts", async () => {
    for (const view of [
      {},
      { dark: true },
      { width: 375, height: 812 },
      { print: true },
      { scripts: false },
      { reducedMotion: true },
    ]) {
      await using seen = await opened(view);
      expect(seen, JSON.stringify(view)).toMatchObject({ complaints: [], requests: [] });
      expect(await seen.page.evaluate("document.documentElement.scrollWidth - innerWidth")).toBeLessThanOrEqual(0);
    }
  });

  test("has every energy and mean power of the JSON, exactly, in its tables", async () => {
    await using seen = await opened({ scripts: false });
    const cells = await seen.page.$$eval("#results tr.rail", (rows) =>
      rows.map((row) =>
        ["energy", "power"].map((name) => row.querySelector(`.${name}`)?.getAttribute("data-value") ?? null),
      ),
    );
    const wanted = usual.result.windows.flatMap(({ rails }) =>
      rails.map(({ energyJ, meanPowerW }) => [energyJ, meanPowerW]),
    );
    expect(cells.map((row) => row.map((text) => (text === null ? null : Number(text))))).toEqual(
      wanted.map((row) => row.map((figure) => figure?.value ?? null)),
    );
    expect(wanted.flat().some((figure) => figure === null)).toBe(true);
    expect(await seen.page.textContent("#verdict")).toBe(usual.result.quality.verdict);
  });

  test("zooms by keys, wheel and drag, and comes back to the whole", async () => {
    await using seen = await opened();
    const { page } = seen;
    const [from, to] = await shownRange(seen);
    expect(from).toBe(0);
    await page.focus("#plot");
    await page.keyboard.press("+");
    expect((await shownRange(seen))[1]).toBeCloseTo(0.75 * to, 6);
    await page.keyboard.press("0");
    expect(await shownRange(seen)).toEqual([0, to]);
    const box = await page.locator(".u-over").first().boundingBox();
    const [x, y] = [(box?.x ?? 0) + (box?.width ?? 0) / 2, (box?.y ?? 0) + 60];
    await page.mouse.move(x, y);
    await page.mouse.wheel(0, -100);
    await expect.poll(async () => (await shownRange(seen))[1]).toBeLessThan(to);
    await page.getByRole("button", { name: "the whole recording" }).click();
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(x + 200, y, { steps: 4 });
    await page.mouse.up();
    const [left, right] = await shownRange(seen);
    expect(left).toBeCloseTo(to / 2, 0);
    expect(right).toBeLessThan(to);
    expect(seen.complaints).toEqual([]);
  });

  test("tells the value with its uncertainty under the cursor, and the reason of a gap", async () => {
    await using seen = await opened();
    const { page } = seen;
    const box = await page.locator(".u-over").first().boundingBox();
    const at = (share: number) => page.mouse.move((box?.x ?? 0) + (box?.width ?? 0) * share, (box?.y ?? 0) + 60);
    await at(0.35);
    const texts = await page.locator(".legend .value").allTextContents();
    expect(texts[0]).toBe("gap: ENODATA");
    expect(texts[1]).toMatch(/^6\.\d+ ± 0\.0\d+ W/);
    await at(0.9);
    expect((await page.locator(".legend .value").allTextContents())[0]).toMatch(/^5\.\d+ ± 0\.0\d+ W/);
  });

  test("turns rails off and on, and itself dark", async () => {
    await using seen = await opened();
    const { page } = seen;
    const inked = () =>
      page.$eval(".u-wrap canvas", (canvas) => (canvas as unknown as { toDataURL(): string }).toDataURL());
    const before = await inked();
    await page.locator(".legend input").nth(2).click();
    await expect.poll(inked).not.toBe(before);
    await page.locator(".legend input").nth(2).click();
    const background = () => page.evaluate("getComputedStyle(document.body).backgroundColor");
    const light = await background();
    await page.click("#theme");
    expect(await background()).not.toBe(light);
  });

  test("of 64 rails stays small and quick", async () => {
    const { html, bytes } = await reported("wide", { rails: 64, ticks: 100_000, label });
    expect(bytes).toBeLessThan(4 * MB);
    await using seen = await openFile(html);
    expect(seen).toMatchObject({ complaints: [], requests: [] });
    expect(await seen.page.locator(".legend li").count()).toBe(64);
    expect(await seen.page.locator("script").count()).toBe(2);
    expect(await seen.page.locator("#results tr.rail bdi").first().textContent()).toContain(
      "<script>alert(1)</script>",
    );
  }, 120_000);

  test("of a million samples is below 1.5 MB, keeps the one peak, and paints and zooms quickly", async () => {
    const { html, bytes } = await reported("long", { rails: 1, ticks: 1_000_000 });
    expect(bytes).toBeLessThan(1.5 * MB);
    await using seen = await openFile(html);
    const box = await seen.page.locator(".u-over").first().boundingBox();
    await seen.page.mouse.move((box?.x ?? 0) + (box?.width ?? 0) / 3, (box?.y ?? 0) + 60);
    expect(await seen.page.locator(".legend .value").first().textContent()).toContain("..77.0 W");
    const paint = await seen.page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime");
    const zoom = await seen.page.evaluate(ZOOMING);
    console.log(`first paint ${Math.round(Number(paint))} ms, zoom ${Math.round(Number(zoom))} ms`);
    expect(paint).toBeLessThan(10_000);
    expect(zoom).toBeLessThan(1000);
  }, 120_000);

  test("of ten thousand windows stays usable, and of labels that would be markup safe", async () => {
    const { html, bytes } = await reported("many", { rails: 1, ticks: 20_000, windows: 10_000, label });
    expect(bytes).toBeLessThan(10 * MB);
    await using seen = await openFile(html);
    expect(seen).toMatchObject({ complaints: [], requests: [] });
    expect(await seen.page.locator(".rest tbody tr").count()).toBeGreaterThan(9900);
    await seen.page.focus("#plot");
    await seen.page.keyboard.press("+");
    expect((await shownRange(seen))[0]).toBeGreaterThan(0);
  }, 120_000);

  test("of no sample at all says so, and of a label of ten thousand characters too", async () => {
    const { html } = await reported("none", { rails: 2, ticks: 0, label: "x".repeat(10_000) });
    await using seen = await openFile(html);
    expect(seen).toMatchObject({ complaints: [], requests: [] });
    expect(await seen.page.textContent("#trace")).toContain("not one sample");
    expect(await seen.page.evaluate("document.documentElement.scrollWidth - innerWidth")).toBeLessThanOrEqual(0);
  });
});

/** The median of nine zooms, from the key to the next frame. */
const ZOOMING = `(async () => {
  const plot = document.getElementById("plot");
  const times = [];
  for (let k = 0; k < 9; k++) {
    const from = performance.now();
    plot.dispatchEvent(new KeyboardEvent("keydown", { key: k % 2 ? "-" : "+" }));
    await new Promise(requestAnimationFrame);
    times.push(performance.now() - from);
  }
  return times.sort((a, b) => a - b)[4];
})()`;
