// Compares what the runner declares and assumes of cuDNN with NVIDIA's own headers and libraries. Needs no GPU.
// usage: test-cudnn.mjs [--family cu12|cu13|all] [--required]
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { families, Unavailable, wheels } from "./cudnn-wheels.mjs";

const { values } = parseArgs({
  options: { family: { type: "string", default: "cu12" }, required: { type: "boolean", default: false } },
});
const build = "runner/build";
const temporary = mkdtempSync(join(tmpdir(), "joulemark-cudnn-"));
const differences = [];
const log = (text) => console.error(`test:cudnn: ${text}`);
const check = (holds, what) => holds || differences.push(what);

function run(file, args) {
  const { status, stdout, stderr, error } = spawnSync(file, args, { encoding: "utf8", timeout: 300_000 });
  return { status, stdout: stdout ?? "", stderr: `${stderr ?? ""}${error ? error.message : ""}` };
}

const lastLine = (text) => JSON.parse(text.trim().split("\n").at(-1) || "{}");

/** A tool that is not there is no fault of ours; one that fails is. */
function need(program, packages) {
  if (run(program, ["--version"]).status !== 0) throw new Unavailable(`${program} is missing: install ${packages}`);
}

function buildRunner() {
  const { status, stderr } = run(process.execPath, [join(import.meta.dirname, "build-runner.mjs")]);
  if (status !== 0) throw new Error(`the runner does not build:\n${stderr}`);
}

function compile(source, more) {
  const program = join(temporary, source.replace(/\W/g, "-"));
  const options = ["-std=c++17", "-Wall", "-Wextra", "-Werror", "-Wno-deprecated-declarations", "-I", "runner/src"];
  const { status, stderr } = run("g++", [...options, join("runner/test/headers", source), ...more, "-o", program]);
  if (status === 0) return program;
  const asserted = stderr.split("\n").filter((line) => /error:/.test(line));
  differences.push(...(asserted.length > 0 ? asserted : [stderr]));
  return undefined;
}

/** Every constant of the runner's declarations has to be compared with something. */
function checkNoneIsLeftOut() {
  const declared = readFileSync("runner/src/cudnn/cuda_api.h", "utf8").match(/\bk[A-Z]\w*(?= = )/g) ?? [];
  const compared = readFileSync("runner/test/headers/values.h", "utf8");
  for (const name of declared) check(compared.includes(`X(${name}, `), `${name} is compared with nothing: values.h`);
  check(declared.length > 0, "cuda_api.h declares no constant");
}

function compareHeaders(folder) {
  const packages = readdirSync(join(folder, "nvidia")).map((name) => join(folder, "nvidia", name, "include"));
  const include = packages.flatMap((path) => [path, join(path, "cccl")]).filter((path) => existsSync(path));
  const program = compile(
    "check.cpp",
    include.flatMap((path) => ["-isystem", path]),
  );
  return program ? lastLine(run(program, []).stdout) : undefined;
}

/** The runner's own objects, so that what is tested is what runs. */
function objects() {
  const folder = join(build, "CMakeFiles/joulemark-runner.dir");
  const all = readdirSync(folder, { recursive: true }).map((name) => join(folder, `${name}`));
  return all.filter((name) => name.endsWith(".o") && !name.endsWith("/main.cpp.o"));
}

const networks = ["alexnet", "caffenet", "googlenet"].map((name) => `runner/networks/${name}.json`);

function compareShapes(program, folder) {
  const { status, stdout, stderr } = run(program, [folder, ...networks]);
  const lines = stderr.split("\n").filter((line) => line !== "");
  if (status !== 0) differences.push(...(lines.length > 0 ? lines : [`the host program ended with ${status}`]));
  return stdout === "" ? undefined : lastLine(stdout);
}

/** Without a driver `info` has to say so, and nothing else. */
function checkInfo(folder) {
  const { stdout, stderr } = run(join(build, "joulemark-runner"), ["info", "--cuda-lib-dir", folder]);
  const cudnn = lastLine(stdout).backends?.find(({ backend }) => backend === "cudnn");
  if (cudnn?.available) return `available: ${cudnn.device}`;
  const driver = existsSync("/proc/driver/nvidia/version") || existsSync("/dev/nvidiactl");
  const known = ["no-driver", "driver-too-old", "driver-mismatch", "driver-error", "device-busy", "no-device"];
  const fits = driver ? known.includes(cudnn?.code) : cudnn?.code === "no-driver";
  check(fits && cudnn.remedy, `info on a machine without a driver: ${JSON.stringify(cudnn) ?? stderr}`);
  return `refused: ${cudnn?.code}`;
}

function checkRefusal(program, { folders, code, what }) {
  const { status, stderr } = run(program, [folders.join(":"), ...networks]);
  check(status === 69 && stderr.includes(`: ${code}: `), `${what}: ${code} expected, exit ${status}: ${stderr.trim()}`);
}

/** cuDNN without one of its parts, and parts of two majors: refused by name before anything is computed. */
function checkRefusals(program, folder, other) {
  const parts = join(folder, "nvidia/cudnn/lib");
  const whole = mkdtempSync(join(temporary, "parts-"));
  for (const name of readdirSync(parts).filter((file) => !file.startsWith("libcudnn_heuristic")))
    symlinkSync(join(parts, name), join(whole, name));
  const rest = readdirSync(join(folder, "nvidia")).filter((name) => name !== "cudnn");
  const others = rest.map((name) => join(folder, "nvidia", name, "lib"));
  checkRefusal(program, {
    folders: [whole, ...others],
    code: "library-missing",
    what: "cuDNN without libcudnn_heuristic",
  });
  if (!other) return 1;
  const mixed = [join(other, "nvidia/cudnn/lib"), ...others];
  checkRefusal(program, { folders: mixed, code: "library-mismatch", what: "cuDNN of another major of CUDA" });
  return 2;
}

function report(family, headers, shapes, { info, refusals }) {
  const rows = [];
  if (headers)
    rows.push(
      ["headers", headers.versions],
      ["values, signatures, layouts", `${headers.values}, ${headers.signatures}, ${headers.layouts} equal`],
      ["cudaDeviceProp", `${headers.deviceProperties} bytes, fits`],
    );
  if (shapes)
    rows.push(
      ["libraries", shapes.versions],
      ["host-side calls", `${shapes.compared} compared, ${shapes.differences} different`],
      ["  poolings", `${shapes.roundedUp} are rounded up where cuDNN's own query rounds down`],
      ["  strided outputs", `${shapes.strided} described`],
      ["  statuses by name", `${shapes.statuses}`],
    );
  rows.push(["runner info", info], ["refusals", `${refusals}`]);
  for (const [name, value] of rows) console.log(`${family}  ${name.padEnd(28)} ${value}`);
}

function testFamily(family, folder, other) {
  const headers = compareHeaders(folder);
  const program = compile("shapes.cpp", ["-O1", ...objects(), "-ldl", "-pthread"]);
  const shapes = program && compareShapes(program, folder);
  const info = checkInfo(folder);
  report(family, headers, shapes, { info, refusals: program ? checkRefusals(program, folder, other) : 0 });
}

function main() {
  const chosen = values.family === "all" ? Object.keys(families) : [values.family];
  if (!chosen.every((family) => family in families)) {
    log(`unknown --family ${values.family}\n  -> use ${Object.keys(families).join(", ")} or all`);
    return 64;
  }
  need("g++", "g++");
  need("cmake", "cmake");
  const folders = chosen.map((family) => wheels(family, log));
  buildRunner();
  checkNoneIsLeftOut();
  for (const [i, family] of chosen.entries()) testFamily(family, folders[i], folders[1 - i]);
  for (const difference of new Set(differences)) console.error(`different: ${difference.replace(/^different: /, "")}`);
  console.log(
    differences.length === 0 ? "test:cudnn: everything agrees" : `test:cudnn: ${differences.length} differences`,
  );
  return differences.length === 0 ? 0 : 1;
}

try {
  process.exitCode = main();
} catch (error) {
  if (!(error instanceof Unavailable)) throw error;
  console.log(`skipped: test:cudnn: ${error.message}`);
  process.exitCode = values.required ? 1 : 0;
} finally {
  rmSync(temporary, { recursive: true, force: true });
}
