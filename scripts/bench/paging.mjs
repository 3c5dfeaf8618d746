// What a reader of a report waits for in a browser: its first picture, and a zoom.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";
import { CLI, median, row } from "./lib.mjs";
import { withRecording } from "./reporting.mjs";

const TICKS = 1_000_000;
const MOST_PAINT_MS = 1000;
const MOST_ZOOM_MS = 50;
const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";

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

/** First paint and zoom of the page of 10^6 ticks of six rails, in headless Chromium, each page load in a fresh profile. */
export async function paging({ rounds = 5 } = {}) {
  if (!existsSync(CHROMIUM)) {
    process.stderr.write(`bench: paging skipped: there is no Chromium (apt-get install chromium, or CHROMIUM=FILE)\n`);
    return [];
  }
  return withRecording(TICKS, async (folder) => {
    const page = join(folder, "page.html");
    const { status, stderr } = spawnSync("node", [CLI, "report", folder, "--html", page], { encoding: "utf8" });
    if (status !== 0) throw new Error(`report exited ${status}: ${stderr}`);
    const seen = await looked(pathToFileURL(page).href, rounds);
    return [
      target("page: first paint of 1e6 samples", median(seen.map(({ paint }) => paint)), MOST_PAINT_MS),
      target("page: zoom in 1e6 samples", median(seen.map(({ zoom }) => zoom)), MOST_ZOOM_MS),
    ];
  });
}

const target = (name, ours, reference) =>
  row(name, { ours, reference, unit: "ms (reference: the target)", ratio: ours / reference, limit: 1 });

/** In one expression: what polls from outside is text to be evaluated, which the page's policy forbids. */
const PAINTED = `new Promise((resolve) => {
  const look = () => {
    const [paint] = performance.getEntriesByName("first-contentful-paint");
    if (paint === undefined) setTimeout(look, 10);
    else resolve(paint.startTime);
  };
  look();
})`;

async function looked(url, rounds) {
  const args = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  const browser = await chromium.launch({ executablePath: CHROMIUM, args });
  try {
    const seen = [];
    for (let k = 0; k < rounds; k++) {
      const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, offline: true });
      const page = await context.newPage();
      await page.goto(url, { waitUntil: "load" });
      const paint = await page.evaluate(PAINTED);
      seen.push({ paint, zoom: await page.evaluate(ZOOMING) });
      await context.close();
    }
    return seen;
  } finally {
    await browser.close();
  }
}
