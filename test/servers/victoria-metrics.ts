import { join } from "node:path";
import type { ServerKind } from "./server.js";

/** VictoriaMetrics, one server, as Debian has it. */
export const victoriaMetrics: ServerKind = {
  program: "victoria-metrics",
  health: "/health",
  args: (folder, port) => [
    `-storageDataPath=${join(folder, "data")}`,
    `-httpListenAddr=127.0.0.1:${port}`,
    "-retentionPeriod=100y",
  ],
};

/** A stored series: what it is called, milliseconds since 1970, values. */
export interface Series {
  readonly metric: Readonly<Record<string, string>>;
  readonly timestamps: readonly number[];
  readonly values: readonly number[];
}

/** Every series that a selector takes, as it is stored; what has just come in is not seen yet. */
export async function stored(url: string, selector: string): Promise<readonly Series[]> {
  const answer = await fetch(`${url}/api/v1/export?match[]=${encodeURIComponent(selector)}`);
  const text = await answer.text();
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Series);
}
