import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Browser, chromium, type Page } from "playwright-core";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/** Where Chromium is: as CHROMIUM says, or on the path; undefined where there is none. */
export const chromiumPath: string | undefined = [
  ...(process.env["CHROMIUM"] === undefined ? [] : [process.env["CHROMIUM"]]),
  ...(process.env["PATH"] ?? "").split(delimiter).flatMap((folder) => NAMES.map((name) => join(folder, name))),
].find((path) => existsSync(path));

/** For the name of a suite: why it does not run. */
export const skipped = chromiumPath === undefined ? " (skipped: no Chromium)" : "";
if (chromiumPath === undefined) console.warn("browser: skipped: no Chromium; apt-get install chromium");

/** How a page is looked at. */
export interface View {
  readonly width?: number;
  readonly height?: number;
  readonly dark?: boolean;
  readonly print?: boolean;
  readonly reducedMotion?: boolean;
  /** Without scripts, as some readers have it. */
  readonly scripts?: boolean;
}

/** A page with what went wrong on it. */
export interface OpenPage extends AsyncDisposable {
  readonly page: Page;
  /** Errors and warnings of the console, and exceptions. */
  readonly complaints: readonly string[];
  /** Addresses that it asked for beside itself: a file that needs nothing has none. */
  readonly requests: readonly string[];
}

let launched: Promise<Browser> | undefined;

/** One browser for all pages of a test file; root has no sandbox. */
const browser = (): Promise<Browser> => {
  launched ??= chromium.launch({
    ...(chromiumPath !== undefined && { executablePath: chromiumPath }),
    args: process.getuid?.() === 0 ? ["--no-sandbox"] : [],
  });
  return launched;
};

/** Ends the browser; for `afterAll`. */
export async function closeBrowser(): Promise<void> {
  await (await launched)?.close();
  launched = undefined;
}

/** Opens a file in a fresh profile and waits until it is loaded. */
export async function openFile(path: string, view: View = {}): Promise<OpenPage> {
  const { width = 1280, height = 900, dark = false, print = false, reducedMotion = false, scripts = true } = view;
  const context = await (await browser()).newContext({
    viewport: { width, height },
    colorScheme: dark ? "dark" : "light",
    reducedMotion: reducedMotion ? "reduce" : "no-preference",
    javaScriptEnabled: scripts,
    hasTouch: width < 600,
    offline: true,
  });
  const page = await context.newPage();
  if (print) await page.emulateMedia({ media: "print" });
  const [complaints, requests]: [string[], string[]] = [[], []];
  const url = pathToFileURL(path).href;
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("request", (request) => {
    const asked = request.url();
    if (asked !== url && !asked.startsWith("data:") && !asked.startsWith("blob:")) requests.push(asked);
  });
  await page.goto(url, { waitUntil: "load" });
  return { page, complaints, requests, [Symbol.asyncDispose]: () => context.close() };
}
