import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { InfluxDB } from "influx";
import { addressOf } from "../../sinks/influx/address.js";
import { authoritiesFrom } from "../../sinks/influx/authorities.js";
import { authorizationFrom } from "../../sinks/influx/credentials.js";
import { striking } from "../../sinks/influx/redact.js";
import type { Context } from "../context.js";
import { ensureMeans, MEANS } from "./means.js";
import { basicOf, givenPassword } from "./password.js";
import { ensurePolicy, policiesOf } from "./policies.js";
import { Connection } from "./request.js";
import { InfluxServer } from "./server.js";
import { versionOf } from "./server-kind.js";
import { type Step, stepLine } from "./steps.js";
import { ensureWriter } from "./writer-user.js";

/** The policy in which points are kept. */
const POINTS = "joulemark";

/** What a database is to have. */
export interface SetupOptions {
  /** Hours; 0 is for ever; undefined leaves it as it is. */
  readonly keep: number | undefined;
  readonly keepMeans: number | undefined;
  /** Name of the user who may only write; undefined for none. */
  readonly user: string | undefined;
  readonly credentials: string | undefined;
  readonly passwordStdin: boolean;
  readonly passwordCommand: string | undefined;
  readonly newPassword: boolean;
  readonly json: boolean;
}

/** Makes a database ready for recordings, as often as it is asked, and says what it made and what was there. */
export async function influxSetup(target: string, options: SetupOptions, context: Context): Promise<void> {
  const say = (step: Step) => {
    steps.push(step);
    if (!options.json) context.stdout.write(stepLine(step));
  };
  const steps: Step[] = [];
  await checkKind(target, context);
  using server = await InfluxServer.open(target, context);
  // asked by our own client first: it tells best what is wrong
  await server.ask("SHOW DATABASES");
  const password = await givenPassword({ stdin: options.passwordStdin, command: options.passwordCommand });
  const client = await clientFor(server, context.env);
  try {
    const isNew = await database(client, server.database, say);
    await policies(client, server.database, { options, isNew, say });
  } catch (error) {
    throw server.clientError(error);
  }
  if (options.user !== undefined) {
    const credentials = options.credentials ?? (password === undefined ? credentialsFile(server, context) : undefined);
    const path = credentials === undefined ? undefined : resolve(context.cwd, credentials);
    const wanted = { name: options.user, password, renew: options.newPassword, credentials: path };
    for (const step of await ensureWriter(server, wanted)) say(step);
  }
  if (await isOpen(server)) say(openNote);
  if (options.json) context.stdout.write(`${JSON.stringify(steps, null, 2)}\n`);
}

async function checkKind(target: string, { env }: Context): Promise<void> {
  const { write, label } = addressOf(target);
  const authorization = await authorizationFrom(env);
  using connection = new Connection(write.origin, { authorization, ca: authoritiesFrom(env) });
  const ping = await InfluxServer.asked(write.origin, connection.send(new URL("/ping", write.origin), undefined));
  versionOf(label, ping, striking(authorization));
}

async function database(client: InfluxDB, name: string, say: (step: Step) => void): Promise<boolean> {
  const there = (await client.getDatabaseNames()).includes(name);
  if (!there) await client.createDatabase(name);
  say({ done: there ? "was there" : "made", what: "database", name, detail: "" });
  return !there;
}

async function policies(
  client: InfluxDB,
  name: string,
  {
    options: { keep, keepMeans },
    isNew,
    say,
  }: { readonly options: SetupOptions; readonly isNew: boolean; readonly say: (step: Step) => void },
): Promise<void> {
  const before = (await policiesOf(client, name)).find(({ isDefault }) => isDefault)?.name;
  if (keep !== undefined) say(await ensurePolicy(client, name, { name: POINTS, hours: keep, isDefault: true }));
  if (keep !== undefined && !isNew && before !== undefined && before !== POINTS)
    say({ done: "note", what: "", name: "", detail: `points written before now, if any, stay in policy ${before}` });
  if (keepMeans === undefined) return;
  say(await ensurePolicy(client, name, { name: MEANS, hours: keepMeans, isDefault: false }));
  say(await ensureMeans(client, name, keep === undefined ? (before ?? POINTS) : POINTS));
}

/** The package asks as root:root unless it is told whom. */
async function clientFor(server: InfluxServer, env: Context["env"]): Promise<InfluxDB> {
  const { protocol, hostname, port } = new URL(server.origin);
  const authorization = await authorizationFrom(env);
  const [username = "", ...password] = basicOf(authorization).split(":");
  const ca = authoritiesFrom(env);
  const headers = authorization === undefined ? {} : { authorization };
  return new InfluxDB({
    host: hostname,
    port: Number(port === "" ? (protocol === "https:" ? 443 : 80) : port),
    protocol: protocol === "https:" ? "https" : "http",
    database: server.database,
    username,
    password: password.join(":"),
    options: { headers, ca: [...ca] },
  });
}

/** A server that answers whoever asks. */
async function isOpen(server: InfluxServer): Promise<boolean> {
  const asking = { authorization: undefined, ca: undefined };
  using connection = new Connection(server.origin, asking);
  const url = new URL("/query?q=SHOW+DATABASES", server.origin);
  // awaited here: the connection is closed when this returns
  return await connection.send(url, undefined).then(
    ({ status }) => status === 200,
    () => false,
  );
}

const openNote: Step = {
  done: "note",
  what: "",
  name: "",
  detail:
    "the server asks nobody for a password: whoever reaches it may read and write (set auth-enabled = true in [http] of its configuration, after CREATE USER ... WITH ALL PRIVILEGES)",
};

function credentialsFile({ origin, database: name }: InfluxServer, { env }: Context): string {
  const config = env["XDG_CONFIG_HOME"] || join(env["HOME"] || homedir(), ".config");
  const words = `${new URL(origin).host}-${name}`.replaceAll(/[^A-Za-z0-9.-]/g, "_");
  return join(config, "joulemark", `influx-${words}.credentials`);
}
