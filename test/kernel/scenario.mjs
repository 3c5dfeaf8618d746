// Runs inside the bench: the built joulemark over commands, while things happen to the instruments at stated moments.
// usage: scenario.mjs FILE, where FILE holds {result, scenarios: {NAME: {args, command?, before?, after?, afterwards?, asNobody?}}}
// Plays them one after another and writes {NAME: {status, stdout, stderr, result}} to the file named in `result`.
import { spawn } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const { result, scenarios } = JSON.parse(readFileSync(process.argv[2], "utf8"));
const outcomes = {};
for (const [name, scenario] of Object.entries(scenarios)) outcomes[name] = await play(scenario);
writeFileSync(result, JSON.stringify(outcomes));

async function play({ args, command, before = [], after = [], afterwards = [], asNobody = false }) {
  for (const [path, value] of before) writeFileSync(path, value);
  const folder = mkdtempSync(join(tmpdir(), "scenario-"));
  if (asNobody) chmodSync(folder, 0o777);
  const json = join(folder, "result.json");
  const words = [
    ...(asNobody ? ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] : []),
    ...[process.execPath, "dist/cli.js", ...args],
    ...(command ? ["--out", folder, "--json", json, "--", ...command] : []),
  ];
  const ended = await run(words, { home: folder, after });
  for (const [path, value] of afterwards) writeFileSync(path, value);
  return { ...ended, result: existsSync(json) ? JSON.parse(readFileSync(json, "utf8")) : null };
}

function run([file, ...args], { home, after }) {
  const child = spawn(file, args, { stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, HOME: home } });
  const text = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"])
    child[name].setEncoding("utf8").on("data", (chunk) => {
      text[name] += chunk;
      // The command says when it has begun: what happens to the instruments counts from there.
      if (name === "stdout" && chunk.includes("scenario begins")) schedule(after, text);
    });
  return new Promise((resolve) => child.on("close", (status) => resolve({ status, ...text })));
}

function schedule(after, text) {
  for (const [seconds, path, value] of after)
    setTimeout(() => {
      try {
        writeFileSync(path, value);
      } catch (error) {
        text.stderr += `scenario: ${path}: ${error.message}\n`;
      }
    }, seconds * 1000);
}
