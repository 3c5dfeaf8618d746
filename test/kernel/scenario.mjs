// Runs inside the bench: the built joulemark over a command, while things happen to the instruments at stated moments.
// usage: scenario.mjs FILE, where FILE holds {args, command, after: [[seconds, "path", "value"], ...], asNobody?, result}
// Writes {status, stdout, stderr, result} to the scenario's `result` file.
import { spawn } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const scenario = JSON.parse(readFileSync(process.argv[2], "utf8"));
for (const [path, value] of scenario.before ?? []) writeFileSync(path, value);

const folder = mkdtempSync(join(tmpdir(), "scenario-"));
const json = join(folder, "result.json");
const joulemark = [process.execPath, "dist/cli.js", ...scenario.args];
const measuring = scenario.command ? ["--out", folder, "--json", json, "--", ...scenario.command] : [];
const nobody = scenario.asNobody ? ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] : [];
if (scenario.asNobody) chmodSync(folder, 0o777);
const [file, ...args] = [...nobody, ...joulemark, ...measuring];
const child = spawn(file, args, { stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, HOME: folder } });
const text = { stdout: "", stderr: "" };
for (const name of ["stdout", "stderr"])
  child[name].setEncoding("utf8").on("data", (chunk) => {
    text[name] += chunk;
    // The command says when it has begun: what happens to the instruments counts from there.
    if (name === "stdout" && chunk.includes("scenario begins")) schedule();
  });

function schedule() {
  for (const [seconds, path, value] of scenario.after ?? [])
    setTimeout(() => {
      try {
        writeFileSync(path, value);
      } catch (error) {
        text.stderr += `scenario: ${path}: ${error.message}\n`;
      }
    }, seconds * 1000);
}

child.on("close", (status) => {
  const result = existsSync(json) ? JSON.parse(readFileSync(json, "utf8")) : null;
  writeFileSync(scenario.result, JSON.stringify({ status, ...text, result }));
});
