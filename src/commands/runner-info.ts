import { exitCodes } from "../core/error.js";
import { clean } from "../report/text.js";
import { askRunner } from "../runner/info.js";
import { locateRunner } from "../runner/locate.js";
import type { RunnerInfo } from "../runner/protocol.js";
import type { Context } from "./context.js";
import { packageFolder } from "./package-folder.js";

/** What `runner info` can be told. */
export interface RunnerInfoOptions {
  readonly json: boolean;
  /** Where to look for the vendor's libraries first. */
  readonly libraries?: string | undefined;
}

type Backend = RunnerInfo["backends"][number];

/** Says which back ends the runner has here, and why it has not the others. Answers 0 when there is one. */
export async function runnerInfo({ json, libraries }: RunnerInfoOptions, context: Context): Promise<number> {
  const file = locateRunner({ ...context, home: packageFolder() });
  const info = await askRunner(file, libraries === undefined ? [] : ["--cuda-lib-dir", libraries]);
  context.stdout.write(json ? `${JSON.stringify(info, null, 2)}\n` : tableOf(info));
  return info.backends.some(({ available }) => available) ? 0 : exitCodes.UNAVAILABLE;
}

function tableOf({ runner, backends, networks }: RunnerInfo): string {
  const width = Math.max(0, ...backends.map(({ backend }) => backend.length), "networks".length);
  const lines = [
    `${"runner".padEnd(width)}  ${runner}`,
    ...backends.flatMap((backend) => rowOf(backend, width)),
    `${"networks".padEnd(width)}  ${networks.join(", ")}`,
  ];
  return lines.map((line) => `${clean(line)}\n`).join("");
}

const STATE = "refused".length;

/** The back end with its device, and under it what works and what does not. */
function rowOf(row: Backend, width: number): readonly string[] {
  const [first = "", ...rest] = row.available ? foundText(row) : [`${row.detail} (${row.code})`, `-> ${row.remedy}`];
  const state = row.available ? "found" : "refused";
  const indent = " ".repeat(width + STATE + 4);
  return [`${row.backend.padEnd(width)}  ${state.padEnd(STATE)}  ${first}`, ...rest.map((text) => `${indent}${text}`)];
}

function foundText(row: Extract<Backend, { available: true }>): readonly string[] {
  const libraries = row.libraries.map(({ name, version, file }) => `${name} ${version} (${file})`);
  return [
    `${row.version}, ${row.device}, ${row.isa}`,
    ...(libraries.length === 0 ? [] : [libraries.join(", ")]),
    `works: ${row.precisions.join(", ") || "nothing"}`,
    ...row.refusals.map((refusal) => `not ${refusal}`),
  ];
}
