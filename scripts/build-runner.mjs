// Builds the native inference runner with CMake into runner/build; with --sanitize, instrumented, into
// runner/build-sanitize; with --strict, where warnings are errors, as the tests do. Exit status 69: something it needs is not installed.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";

const repository = join(import.meta.dirname, "..");
const source = join(repository, "runner");
const UNAVAILABLE = 69;

const flag = { type: "boolean", default: false };
const { values } = parseArgs({ options: { sanitize: flag, strict: flag } });
const build = join(source, values.sanitize ? "build-sanitize" : "build");

function fail(message, status) {
  console.error(`joulemark: ${message}`);
  process.exit(status);
}

const isThere = (program) => spawnSync(program, ["--version"], { stdio: "ignore" }).status === 0;

function checkTools() {
  const compilers = process.env.CXX ? [process.env.CXX] : ["c++", "g++", "clang++"];
  const missing = [];
  if (!isThere("cmake")) missing.push("cmake");
  if (!compilers.some(isThere)) missing.push("g++");
  if (missing.length === 0) return;
  fail(
    `the runner cannot be built, missing: ${missing.join(" ")}\n` +
      `  -> sudo apt-get install -y ${missing.join(" ")} libdnnl-dev\n` +
      "     (libdnnl-dev is for the onednn back end, which is left out without it)",
    UNAVAILABLE,
  );
}

/** CMake refuses a build folder that was made somewhere else, as it is after a copy of the whole tree. */
function dropForeignBuild() {
  const cache = join(build, "CMakeCache.txt");
  if (!existsSync(cache)) return;
  const home = /^CMAKE_HOME_DIRECTORY:INTERNAL=(.*)$/m.exec(readFileSync(cache, "utf8"))?.[1];
  if (home !== source) rmSync(build, { recursive: true, force: true });
}

const onOff = (set) => (set ? "ON" : "OFF");

function configure() {
  const { version } = JSON.parse(readFileSync(join(repository, "package.json"), "utf8"));
  const switches = { SANITIZE: onOff(values.sanitize), STRICT: onOff(values.strict) };
  const defines = { CMAKE_BUILD_TYPE: "Release", ...switches, RUNNER_VERSION: version };
  const options = Object.entries(defines).map(([name, value]) => `-D${name}=${value}`);
  // -U: oneDNN is looked for anew, it may have come or gone since.
  const args = ["-S", source, "-B", build, "-U", "DNNL_*", ...options];
  const { status, stdout, stderr } = spawnSync("cmake", args, { encoding: "utf8" });
  if (status !== 0) fail(`CMake could not set up ${build}:\n${stdout}${stderr}`, 1);
  for (const [, said] of stdout.matchAll(/^-- (oneDNN: .*)$/gm)) console.error(said);
}

checkTools();
dropForeignBuild();
configure();
const jobs = String(availableParallelism());
const { status } = spawnSync("cmake", ["--build", build, "--parallel", jobs], { stdio: ["ignore", 2, 2] });
if (status !== 0) fail("the runner could not be built, see above", 1);
