import type { InfluxDB } from "influx";
import { nameText } from "./language.js";
import type { Step } from "./steps.js";

/** The continuous query, and the policy its means go to. */
export const MEANS = "joulemark_means";
const EVERY_S = 10;
/** Points that come late, after an outage, are taken into means that were made already; that of earlier ones is not. */
const LATE = "RESAMPLE EVERY 1m FOR 1h";

/** Means of 10 s from the policy `source` into the policy of the means, under the names and tags that the points have. */
export async function ensureMeans(client: InfluxDB, database: string, source: string): Promise<Step> {
  const place = (policy: string) => `${nameText(database)}.${nameText(policy)}."power"`;
  const select = `SELECT mean("power_w") AS "power_w", last("energy_j") AS "energy_j", count("power_w") AS "samples"`;
  const query = `${select} INTO ${place(MEANS)} FROM ${place(source)} GROUP BY time(${EVERY_S}s), *`;
  const detail = `means of ${EVERY_S} s of policy ${source}; points that come up to 1 h late are in them`;
  const step = (done: Step["done"]): Step => ({ done, what: "continuous query", name: MEANS, detail });
  const before = await queryOf(client, database);
  if (
    before !== undefined &&
    plain(before) === plain(`CREATE CONTINUOUS QUERY ${MEANS} ON ${database} ${LATE} BEGIN ${query} END`)
  )
    return step("was there");
  if (before !== undefined) await client.dropContinuousQuery(MEANS, database);
  await client.createContinuousQuery(MEANS, query, database, LATE);
  return step(before === undefined ? "made" : "changed");
}

/** The package has those of the first database alone. */
async function queryOf(client: InfluxDB, database: string): Promise<string | undefined> {
  const raw: unknown = await client.queryRaw("SHOW CONTINUOUS QUERIES", { database });
  const series = (raw as { readonly results?: readonly { readonly series?: readonly Listed[] }[] }).results?.[0]
    ?.series;
  const own = series?.find(({ name }) => name === database)?.values ?? [];
  return own.find(([name]) => name === MEANS)?.[1];
}

interface Listed {
  readonly name: string;
  readonly values?: readonly (readonly string[])[];
}

/** Servers give a query back with quotes where they see fit. */
const plain = (text: string): string => text.replaceAll(/["\s]/g, "").toLowerCase();
