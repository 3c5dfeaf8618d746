import { MeasurementError } from "../../core/error.js";
import type { Strike } from "../../sinks/influx/redact.js";
import type { Answer } from "./request.js";
import { notInflux, refusal } from "./server.js";

/** What to do with servers that have no databases to create, by how their answer to a ping begins. */
const others: readonly (readonly [version: RegExp, name: string, remedy: string])[] = [
  [
    /^v?2\./,
    "InfluxDB 2.x, which has buckets in place of databases",
    "influx bucket create --name NAME --retention 30d; influx auth create --write-bucket ID; then send to URL/api/v2/write?org=ORG&bucket=NAME with the token in JOULEMARK_INFLUX_TOKEN",
  ],
  [
    /^v?3\./,
    "InfluxDB 3.x, which is set up by its own program",
    "influxdb3 create database --retention-period 30d NAME; influxdb3 create token; then send to URL/api/v3/write_lp?db=NAME with the token in JOULEMARK_INFLUX_TOKEN",
  ],
];

/** The version of an InfluxDB 1.x by its answer to /ping. Throws UNAVAILABLE for any other server, with what to do there. */
export function versionOf(label: string, answer: Answer, strike: Strike): string {
  const version = String(answer.headers["x-influxdb-version"] ?? "");
  if (answer.headers["x-server-hostname"] !== undefined)
    throw new MeasurementError(
      "UNAVAILABLE",
      `${label} is VictoriaMetrics, which has no databases, policies or users to set up`,
      "Start it with -retentionPeriod=30d; let vmauth ask for passwords; then send to URL/write. It cannot give a recording back to the nanosecond",
    );
  for (const [pattern, name, remedy] of others)
    if (pattern.test(version)) throw new MeasurementError("UNAVAILABLE", `${label} is ${name}`, remedy);
  if (/^v?1\./.test(version)) return version;
  if (answer.status === 401 || answer.status === 403) throw refusal(label, answer, strike);
  throw notInflux(label, `answers a ping with ${answer.status} and no version`);
}
