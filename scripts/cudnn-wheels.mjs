// NVIDIA's own libraries and headers as Python packages publish them, unpacked in a cache outside the repository.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statfsSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

/** Packages of each major of CUDA, as compared last; the last two of each hold headers that the other headers include. */
export const families = {
  cu12: [
    "cudnn-cu12==9.28.0.42",
    "cublas-cu12==12.9.3.13",
    "cuda-runtime-cu12==12.9.79",
    "cuda-nvcc-cu12==12.9.86",
    "cuda-cccl-cu12==12.9.27",
  ],
  cu13: [
    "cudnn-cu13==9.28.1.4",
    "cublas==13.10.0.20",
    "cuda-runtime==13.5.37",
    "cuda-crt==13.5.37",
    "cuda-cccl==13.3.5.0.6",
  ],
};

const GB = 1e9;
// What is downloaded and what it unpacks to are there at the same time.
const NEEDED_BYTES = 4 * GB;

/** What keeps the libraries from being had; no fault of ours. */
export class Unavailable extends Error {}

const cache = () => join(process.env["XDG_CACHE_HOME"] || join(homedir(), ".cache"), "joulemark", "cudnn");

/** The folder in which `family` lies unpacked; fetched on the first call on a machine. Throws Unavailable. */
export function wheels(family, log) {
  const folder = join(cache(), families[family][0]);
  if (existsSync(folder)) return folder;
  const part = emptyFolder(`${folder}.part-${process.pid}`);
  try {
    checkRoom(part);
    log(`fetching ${families[family].map((name) => `nvidia-${name}`).join(" ")} (about 1.3 GB, once)`);
    download(part, family);
    unpack(part);
    moveTo(folder, part);
  } finally {
    rmSync(part, { recursive: true, force: true });
  }
  return folder;
}

/** Whoever was faster has put the same there. */
function moveTo(folder, part) {
  try {
    renameSync(part, folder);
  } catch (cause) {
    if (!existsSync(folder)) throw cause;
  }
}

/** Without what an interrupted run left in it. */
function emptyFolder(folder) {
  try {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    return folder;
  } catch (cause) {
    throw new Unavailable(`no cache: ${cause.message}; name a folder that can be written to with XDG_CACHE_HOME`);
  }
}

function checkRoom(folder) {
  const { bavail, bsize } = statfsSync(folder);
  const free = bavail * bsize;
  if (free < NEEDED_BYTES)
    throw new Unavailable(`${folder} has ${(free / GB).toFixed(1)} GB free, ${NEEDED_BYTES / GB} GB are needed`);
}

function download(folder, family) {
  const packages = families[family].map((name) => `nvidia-${name}`);
  // Whichever index pip is configured to use.
  python([
    "-m",
    "pip",
    "download",
    "--quiet",
    "--disable-pip-version-check",
    "--no-input",
    "--no-cache-dir",
    "--retries",
    "1",
    "--timeout",
    "20",
    "--no-deps",
    "--only-binary",
    ":all:",
    "--dest",
    folder,
    ...packages,
  ]);
}

function unpack(folder) {
  for (const name of readdirSync(folder).filter((file) => file.endsWith(".whl"))) {
    python(["-m", "zipfile", "-e", join(folder, name), folder]);
    rmSync(join(folder, name));
  }
}

function python(args) {
  const { status, error, stderr } = spawnSync("python3", args, { encoding: "utf8", timeout: 240_000 });
  if (status === 0) return;
  const last = stderr
    ?.trim()
    .split("\n")
    .findLast((line) => line !== "");
  throw new Unavailable(`python3 ${args.slice(0, 3).join(" ")}: ${error?.message ?? last ?? `exit ${status}`}`);
}
