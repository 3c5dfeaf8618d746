import { execFile } from "node:child_process";
import { readFileSync, statSync } from "node:fs";
import { promisify } from "node:util";
import { MeasurementError, systemCode } from "../../core/error.js";

/** What a request says of who asks: the `Authorization` header, or nothing. */
export type Authorization = string | undefined;

type Environment = Readonly<Record<string, string | undefined>>;

/** Who may read a file beside its owner. */
const OTHERS = 0o077;
const PATIENCE_MS = 10_000;
const MOST_BYTES = 65_536;

const PREFIX = "JOULEMARK_INFLUX_";

/**
 * Credentials from where nobody else can read them: JOULEMARK_INFLUX_TOKEN; _USER and _PASSWORD; a file of mode 600 named
 * in _CREDENTIALS; or what the program in _CREDENTIALS_COMMAND prints (a keyring). File and program give `token = T`, or
 * `user = U` and `password = P`, or a token alone. Throws CONFIG or PERMISSION, and never says what it read.
 */
export async function authorizationFrom(env: Environment): Promise<Authorization> {
  const own = { token: env[`${PREFIX}TOKEN`], user: env[`${PREFIX}USER`], password: env[`${PREFIX}PASSWORD`] };
  if (Object.values(own).some((value) => value !== undefined && value !== "")) return headerOf(own, "the environment");
  const file = env[`${PREFIX}CREDENTIALS`];
  if (file !== undefined && file !== "") return headerOf(parsed(readSecret(file)), file);
  const command = env[`${PREFIX}CREDENTIALS_COMMAND`];
  if (command !== undefined && command !== "") return headerOf(parsed(await asked(command)), "the credentials command");
  return undefined;
}

function headerOf(
  { token, user, password }: Readonly<Record<string, string | undefined>>,
  where: string,
): Authorization {
  const [t, u, p] = [token ?? "", user ?? "", password ?? ""];
  if ([t, u, p].some((text) => /[\r\n\0]/.test(text))) throw broken(where, "holds a line end");
  // a header cannot hold more, and the request would fail for ever
  if (/[^ -~]/.test(t)) throw broken(where, "holds a character that no token has");
  if (t !== "") return `Token ${t}`;
  if (u === "" || p === "") throw broken(where, "has neither a token nor both of user and password");
  return `Basic ${Buffer.from(`${u}:${p}`).toString("base64")}`;
}

/** `key = value` lines, any others passed over; or a token alone, as a keyring prints it. */
function parsed(text: string): Readonly<Record<string, string>> {
  const pairs = text.split("\n").flatMap((line) => {
    const [, key, value] = /^\s*(token|user|password)\s*[=:]\s*(.*?)\s*$/.exec(line) ?? [];
    return key === undefined || value === undefined ? [] : [[key, value]];
  });
  return pairs.length === 0 ? { token: text.trim() } : Object.fromEntries(pairs);
}

function readSecret(path: string): string {
  try {
    const found = statSync(path);
    if (!found.isFile()) throw noFile(path);
    if ((found.mode & OTHERS) !== 0) throw tooOpen(path, found.mode);
    return readFileSync(path, "utf8").slice(0, MOST_BYTES);
  } catch (cause) {
    if (cause instanceof MeasurementError) throw cause;
    const code = systemCode(cause) === "EACCES" ? "PERMISSION" : "CONFIG";
    throw new MeasurementError(
      code,
      `Influx: the credentials file ${path} cannot be read (${systemCode(cause)})`,
      "Name a file of your own in JOULEMARK_INFLUX_CREDENTIALS",
      { cause },
    );
  }
}

/** Run without a shell; what it prints is kept by nobody. */
async function asked(command: string): Promise<string> {
  const [file = "", ...args] = command.split(/\s+/);
  try {
    const { stdout } = await promisify(execFile)(file, args, { timeout: PATIENCE_MS, maxBuffer: MOST_BYTES });
    return stdout;
  } catch (cause) {
    throw new MeasurementError(
      "CONFIG",
      `Influx: the credentials command ${file} failed: ${howItFailed(cause)}`,
      "Run it by hand: it has to print `token = T`, or `user = U` and `password = P`, within 10 s",
    );
  }
}

const broken = (where: string, problem: string): MeasurementError =>
  new MeasurementError(
    "CONFIG",
    `Influx: what ${where} gives as credentials ${problem}`,
    "Give `token = T`, or `user = U` and `password = P`",
  );

/** By what Node says of a program that ended; nothing of what it printed. */
function howItFailed(cause: unknown): string {
  const { killed, code } = Object(cause) as { readonly killed?: boolean; readonly code?: unknown };
  if (typeof code === "number") return `it ended with status ${code}`;
  if (killed === true) return `it took more than ${PATIENCE_MS / 1000} s, or printed too much`;
  return systemCode(cause) ?? "it was ended by a signal";
}

const noFile = (path: string): MeasurementError =>
  new MeasurementError(
    "CONFIG",
    `Influx: ${path} is no file that keeps credentials`,
    "Name a file of your own, of mode 600, in JOULEMARK_INFLUX_CREDENTIALS",
  );

const tooOpen = (path: string, mode: number): MeasurementError =>
  new MeasurementError(
    "PERMISSION",
    `Influx: the credentials file ${path} can be read by others (mode ${(mode & 0o777).toString(8)})`,
    `chmod 600 ${path}`,
  );
