import type { InfluxDB } from "influx";
import { hoursIn, hoursText } from "./duration.js";
import type { Step } from "./steps.js";

/** What is kept for how long. */
export interface WantedPolicy {
  readonly name: string;
  /** 0 is for ever. */
  readonly hours: number;
  /** Where points go that name no policy. */
  readonly isDefault: boolean;
}

/** A policy as the server has it. */
export interface Policy {
  readonly name: string;
  readonly hours: number;
  readonly isDefault: boolean;
}

/** The retention policies of a database. */
export async function policiesOf(client: InfluxDB, database: string): Promise<readonly Policy[]> {
  const found = await client.showRetentionPolicies(database);
  return found.map(({ name, duration, default: isDefault }) => ({ name, hours: hoursIn(duration), isDefault }));
}

/** Makes a policy, or makes it what it is to be. */
export async function ensurePolicy(client: InfluxDB, database: string, wanted: WantedPolicy): Promise<Step> {
  const before = (await policiesOf(client, database)).find(({ name }) => name === wanted.name);
  const { name, hours, isDefault } = wanted;
  const options = { database, duration: hours === 0 ? "INF" : `${hours}h`, replication: 1, isDefault };
  const detail = `kept ${hours === 0 ? "" : "for "}${hoursText(hours)}${isDefault ? ", where points go" : ""}`;
  const step = (done: Step["done"], more = ""): Step => ({
    done,
    what: "retention policy",
    name,
    detail: detail + more,
  });
  if (before === undefined) {
    await client.createRetentionPolicy(name, options);
    return step("made");
  }
  if (before.hours === hours && before.isDefault === isDefault) return step("was there");
  await client.alterRetentionPolicy(name, options);
  return step("changed", before.hours === hours ? "" : ` (before: ${hoursText(before.hours)})`);
}
