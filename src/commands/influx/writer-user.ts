import { existsSync } from "node:fs";
import { MeasurementError } from "../../core/error.js";
import { cellText } from "./answer-rows.js";
import { nameText, stringText } from "./language.js";
import { keptPassword, newPassword, writeCredentials } from "./password.js";
import type { InfluxServer } from "./server.js";
import type { Step } from "./steps.js";

/** The user who may write to the database, and do nothing else. */
export interface WantedUser {
  readonly name: string;
  /** One that was given; else one is made for a new user. */
  readonly password: string | undefined;
  /** Another password for a user who is there. */
  readonly renew: boolean;
  /** Where the credentials are kept; undefined where the password was given, and nobody asked for a file. */
  readonly credentials: string | undefined;
}

/** Makes the user, or takes from a user who is there what is more than writing. Throws CONFIG for an administrator. */
export async function ensureWriter(server: InfluxServer, wanted: WantedUser): Promise<readonly Step[]> {
  const { name, password, renew } = wanted;
  const { rows } = await server.ask("SHOW USERS");
  const before = rows.find((row) => row["user"] === name);
  if (before?.["admin"] === true)
    throw new MeasurementError(
      "CONFIG",
      `${name} is an administrator of ${server.origin}`,
      "Choose another user with --user",
    );
  const sets = before === undefined || renew || password !== undefined;
  const steps = sets
    ? await setPassword(server, wanted, before === undefined)
    : [userStep("was there", wanted, "its password stays")];
  return [...steps, await grantWriting(server, name)];
}

/** The file first: of a user whose password nobody has there would be no use. A file that is left of a user who is gone counts. */
async function setPassword(server: InfluxServer, wanted: WantedUser, isNew: boolean): Promise<readonly Step[]> {
  const { name, credentials } = wanted;
  const kept = credentials === undefined ? undefined : await keptPassword(credentials, name);
  const password = wanted.password ?? (isNew ? kept : undefined) ?? newPassword();
  const file =
    credentials === undefined || password === kept ? undefined : writeCredentials(credentials, name, password);
  await server.ask(
    isNew
      ? `CREATE USER ${nameText(name)} WITH PASSWORD ${stringText(password)}`
      : `SET PASSWORD FOR ${nameText(name)} = ${stringText(password)}`,
    password,
  );
  file?.keep();
  return [
    userStep(isNew ? "made" : "changed", wanted, isNew ? "" : "another password"),
    ...fileStep(wanted, kept, file !== undefined),
  ];
}

function fileStep({ credentials }: WantedUser, kept: string | undefined, written: boolean): readonly Step[] {
  if (credentials === undefined) return [];
  const done = !written ? "was there" : kept === undefined ? "made" : "changed";
  return [{ done, what: "file", name: credentials, detail: "to send, set JOULEMARK_INFLUX_CREDENTIALS to it" }];
}

async function grantWriting(server: InfluxServer, user: string): Promise<Step> {
  const { rows } = await server.ask(`SHOW GRANTS FOR ${nameText(user)}`);
  const before = cellText(
    rows.find((row) => row["database"] === server.database),
    "privilege",
  );
  const detail = `may write to ${server.database}, and not read`;
  if (before === "WRITE") return { done: "was there", what: "grant", name: user, detail };
  await server.ask(`GRANT WRITE ON ${nameText(server.database)} TO ${nameText(user)}`);
  const more = before === "" || before === "NO PRIVILEGES" ? "" : ` (before: ${before.toLowerCase()})`;
  return { done: more === "" ? "made" : "changed", what: "grant", name: user, detail: detail + more };
}

const userStep = (done: Step["done"], { name, credentials }: WantedUser, detail: string): Step => ({
  done,
  what: "user",
  name,
  detail:
    done === "was there" && credentials !== undefined && !existsSync(credentials)
      ? `${detail}; another one: --new-password`
      : detail,
});
