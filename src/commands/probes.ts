import { createHost } from "../acquire/host.js";
import { asMeasurementError } from "../core/error.js";
import type { AnyProbe, Detection, Host } from "../core/probe.js";
import type { Context } from "./context.js";

/** One row of `joulemark probes`. */
export interface ProbeRow extends Detection {
  readonly name: string;
  readonly title: string;
  readonly use: AnyProbe["use"];
}

/** Looks for every instrument the registry knows and says what is here, what is missing and how to get access. */
export async function probes(
  options: { readonly json: boolean; readonly root: string },
  context: Context,
): Promise<void> {
  const host = createHost(options.root);
  const loaded = await Promise.all(Object.values(context.registry).map((load) => load()));
  const rows = await Promise.all(loaded.map((probe) => rowOf(probe, host)));
  const text = options.json ? `${JSON.stringify(rows, null, 2)}\n` : tableOf(rows);
  context.stdout.write(text);
}

async function rowOf(probe: AnyProbe, host: Host): Promise<ProbeRow> {
  const { name, title, use } = probe;
  try {
    return { name, title, use, ...(await probe.detect(host)) };
  } catch (error) {
    const { message, remedy } = asMeasurementError(error);
    return { name, title, use, status: "not-working", what: message, remedy };
  }
}

const signs: Readonly<Record<Detection["status"], string>> = {
  found: "found",
  missing: "missing",
  "no-permission": "no permission",
  "not-working": "not working",
};

function tableOf(rows: readonly ProbeRow[]): string {
  const nameWidth = Math.max(...rows.map(({ name }) => name.length));
  const lines = rows.map((row) => {
    const indent = " ".repeat(nameWidth + 17);
    const remedy = row.remedy === undefined ? [] : row.remedy.split("\n").map((line) => `${indent}${line}`);
    return [`${row.name.padEnd(nameWidth)}  ${signs[row.status].padEnd(13)}  ${row.what}`, ...remedy].join("\n");
  });
  return `${lines.join("\n")}\n`;
}
