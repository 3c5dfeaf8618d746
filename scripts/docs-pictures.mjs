// Makes the pictures of docs/ from a real run on this computer: node scripts/docs-pictures.mjs
// Needs `npm run build`, util-linux' script and Chromium. What was measured is written beside them, in docs/pictures.md.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";
import { terminalSvg } from "./terminal-svg.mjs";

const COLUMNS = 96;
const cli = resolve("dist/cli.js");
const docs = resolve("docs");
const work = mkdtempSync(join(tmpdir(), "pictures-"));
const env = { ...process.env, XDG_DATA_HOME: work, XDG_CONFIG_HOME: work, TERM: "xterm-256color", NO_COLOR: "" };
const words = "--no-live --repeat 3 --unit pass --work-regex '^(\\d+) passes$' -- node examples/busy.mjs 3";

try {
  mkdirSync(docs, { recursive: true });
  const output = onTerminal(`node ${cli} run --out ${work}/runs ${words}`);
  const run = (...args) =>
    execFileSync("node", [cli, "report", "--out", `${work}/runs`, ...args], { env, encoding: "utf8" });
  const result = JSON.parse(run("--json", "-"));
  const what = described(result);
  const title = `Terminal: ${what}`;
  writeFileSync(
    join(docs, "terminal.svg"),
    terminalSvg(output, { command: `joulemark run ${words}`, title, columns: COLUMNS }),
  );
  run("--svg", join(docs, "trace.svg"));
  run("--html", join(work, "page.html"));
  await photographed(join(work, "page.html"));
  writeFileSync(
    join(docs, "pictures.md"),
    `# Pictures\n\nMade by \`node scripts/docs-pictures.mjs\` from one run: ${what}\n`,
  );
  console.log(what);
} finally {
  rmSync(work, { recursive: true, force: true });
}

/** What a command writes to a terminal of that width. */
function onTerminal(command) {
  const typescript = join(work, "typescript");
  const shell = `stty cols ${COLUMNS} rows 60; ${command}`;
  execFileSync("script", ["-qec", shell, typescript], { env, stdio: ["ignore", "ignore", "inherit"] });
  // its own first and last line are no output of the command
  const text = readFileSync(typescript, "utf8")
    .replace(/^Script started.*\n/, "")
    .replace(/\n+Script done.*\s*$/, "");
  return text.replaceAll(`${work}/runs`, "runs");
}

/** In a sentence: the command, the instruments, and the word ESTIMATE where there was none. */
function described({ run, probes, windows }) {
  const estimate = windows.some(({ rails }) => rails.length > 0 && rails.every((rail) => rail.estimate));
  const by = probes.map(({ name, device }) => `${name} (${device})`).join(", ");
  const what = `\`${run.command.join(" ")}\` on ${run.startedAt.slice(0, 10)}, by ${by}`;
  return estimate
    ? `${what}. There is no sensor on that computer: every power and energy is an ESTIMATE of a model.`
    : `${what}.`;
}

async function photographed(page) {
  const names = ["chromium", "chromium-browser", "google-chrome"];
  const paths = (process.env.PATH ?? "").split(delimiter).flatMap((folder) => names.map((name) => join(folder, name)));
  const executablePath = process.env.CHROMIUM ?? paths.find((path) => existsSync(path));
  if (executablePath === undefined)
    throw new Error("there is no Chromium: apt-get install chromium, or name it in CHROMIUM");
  const args = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  const browser = await chromium.launch({ executablePath, args });
  const views = [
    ["report-desktop.png", { viewport: { width: 1200, height: 1300 }, colorScheme: "light" }],
    ["report-dark.png", { viewport: { width: 1200, height: 1300 }, colorScheme: "dark" }],
    ["report-phone.png", { viewport: { width: 390, height: 844 }, colorScheme: "light" }],
  ];
  for (const [name, view] of views) {
    const tab = await browser.newPage(view);
    await tab.goto(pathToFileURL(page).href);
    await tab.waitForTimeout(500);
    await tab.screenshot({ path: join(docs, name) });
  }
  await browser.close();
}
