import { fileIn, type ServerKind } from "./server.js";

/** InfluxDB 1.6.7, as Debian has it. */
export const influxd = ({ auth = false, mostBodyBytes = 25_000_000, settleS = 600 } = {}): ServerKind => ({
  program: "influxd",
  health: "/ping",
  args: (folder, port) => [
    "-config",
    fileIn(
      folder,
      "conf",
      `reporting-enabled = false
bind-address = "127.0.0.1:0"
[meta]
  dir = "${folder}/meta"
[data]
  dir = "${folder}/data"
  wal-dir = "${folder}/wal"
  query-log-enabled = false
  index-version = "tsi1"
  cache-snapshot-write-cold-duration = "${settleS}s"
  compact-full-write-cold-duration = "${settleS}s"
[monitor]
  store-enabled = false
[http]
  bind-address = "127.0.0.1:${port}"
  auth-enabled = ${auth}
  log-enabled = false
  max-body-size = ${mostBodyBytes}
[subscriber]
  enabled = false
[continuous_queries]
  enabled = true
  run-interval = "1s"
`,
    ),
  ],
});

/** A row of an InfluxQL answer: columns as text, so that nanoseconds and the last digits stay. */
export type Row = Readonly<Record<string, string>>;

/** Asks in InfluxQL, for rows as CSV; throws what the server says of a bad query. */
export async function ask(
  url: string,
  database: string,
  query: string,
  authorization?: string,
): Promise<readonly Row[]> {
  const body = new URLSearchParams({ q: query, db: database, epoch: "ns" });
  const headers = { accept: "application/csv", ...(authorization !== undefined && { authorization }) };
  const answer = await fetch(`${url}/query`, { method: "POST", headers, body });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${answer.status} ${text}`);
  let names: readonly string[] = [];
  return text.split("\n").flatMap((line) => {
    if (line === "") return [];
    const cells = line.split(",");
    if (cells[0] === "name") {
      names = cells;
      return [];
    }
    return [Object.fromEntries(names.map((name, k) => [name, cells[k] ?? ""]))];
  });
}

/** Creates a database. */
export const createDatabase = (url: string, name: string, authorization?: string) =>
  ask(url, "", `CREATE DATABASE "${name}"`, authorization);
