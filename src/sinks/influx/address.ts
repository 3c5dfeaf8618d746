import { MeasurementError } from "../../core/error.js";

/** Where points go, and how a server of that kind wants them. */
export interface Address {
  /** The whole URL to post to, nanoseconds asked for. */
  readonly write: URL;
  /** Where InfluxQL is asked; absent where the server has none. */
  readonly query?: URL;
  /** Of a server that has databases. */
  readonly database?: string;
  /** For messages, files and logs: without anything secret. */
  readonly label: string;
}

const remedy =
  "Write http://host:8086/database, or the whole address of a write endpoint: http://host:8086/api/v2/write?org=O&bucket=B";

/**
 * What a target says: `http://host:8086/database` of InfluxDB 1.x (with `?rp=NAME` for a retention policy), else the
 * write endpoint itself: `/api/v2/write?org=&bucket=` of 2.x, `/api/v3/write_lp?db=` of 3.x, `/write` or
 * `/insert/TENANT/influx/write` of VictoriaMetrics. Throws CONFIG for anything else, and for a password in it: arguments
 * can be read by everybody on this computer.
 */
export function addressOf(target: string): Address {
  const url = URL.canParse(target) ? new URL(target) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol))
    throw refused(`"${shown(target)}" is no http or https address`);
  if (url.username !== "" || url.password !== "" || secretIn(url) !== undefined) throw secret(url);
  const segments = url.pathname.split("/").filter((part) => part !== "");
  if (segments.length === 0) throw refused(`${url.origin} names no database`);
  return segments.length === 1 && segments[0] !== "write"
    ? databaseAt(url, segments[0] ?? "")
    : endpoint(url, segments);
}

function databaseAt(url: URL, segment: string): Address {
  const database = decoded(segment);
  if (database === undefined) throw refused(`${url.origin}/${segment} has a % that is no escaped character`);
  const other = [...url.searchParams.keys()].find((key) => key !== "rp");
  if (other !== undefined) throw refused(`${url.origin}/${segment} takes ?rp=POLICY, and no ${JSON.stringify(other)}`);
  const write = new URL("/write", url);
  write.searchParams.set("db", database);
  const policy = url.searchParams.get("rp");
  if (policy !== null) write.searchParams.set("rp", policy);
  write.searchParams.set("precision", "ns");
  return {
    write,
    query: new URL("/query", url),
    database,
    label: `${url.origin}/${segment}${policy === null ? "" : `?rp=${encodeURIComponent(policy)}`}`,
  };
}

function decoded(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}

/** Without these a server refuses every line with the words that it has for a bad line. */
const needed: readonly (readonly [RegExp, readonly string[]])[] = [
  [/\/api\/v2\/write$/, ["bucket"]],
  [/\/api\/v2\/write$/, ["org", "orgID"]],
  [/\/api\/v3\/write_lp$/, ["db"]],
];

/** `precision` by the words of each endpoint: nanoseconds, whatever the address says. */
function endpoint(url: URL, segments: readonly string[]): Address {
  const last = segments.at(-1);
  if (last !== "write" && last !== "write_lp") throw refused(`${url.origin}${url.pathname} is no write endpoint`);
  const [, missing] =
    needed.find(([path, key]) => path.test(url.pathname) && !key.some((k) => url.searchParams.has(k))) ?? [];
  if (missing !== undefined) throw refused(`${url.origin}${url.pathname} needs ?${missing[0]}=`);
  const write = new URL(url);
  write.searchParams.set("precision", last === "write_lp" ? "nanosecond" : "ns");
  const database = url.searchParams.get("db") ?? url.searchParams.get("bucket");
  const query = queryBeside(url, segments);
  return {
    write,
    ...(query !== undefined && { query }),
    ...(database !== null && { database }),
    label: `${url.origin}${url.pathname}${url.search}`,
  };
}

/** InfluxDB 1.x and 2.x answer InfluxQL at /query; VictoriaMetrics has a language of its own. */
const queryBeside = (url: URL, [first]: readonly string[]): URL | undefined =>
  first === "api" || first === "write" ? new URL("/query", url) : undefined;

const secretNames = /^(p|u|password|passwd|token|authToken|username)$/i;
const secretIn = (url: URL): string | undefined => [...url.searchParams.keys()].find((key) => secretNames.test(key));

/** What stands before an @ may be a password, and so may what stands after a ?. */
const shown = (target: string): string => target.replace(/^.*@/s, "...@").replace(/\?.*$/s, "?...").slice(0, 80);

const refused = (problem: string): MeasurementError => new MeasurementError("CONFIG", `Influx: ${problem}`, remedy);

const secret = (url: URL): MeasurementError =>
  new MeasurementError(
    "CONFIG",
    `Influx: the address of ${url.host} has a password or token in it, which everybody on this computer can read (ps)`,
    "Put it into JOULEMARK_INFLUX_TOKEN, or JOULEMARK_INFLUX_USER and JOULEMARK_INFLUX_PASSWORD, or a file of mode 600 named in JOULEMARK_INFLUX_CREDENTIALS",
  );
