import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { promisify } from "node:util";
import { MeasurementError, systemCode } from "../../core/error.js";
import { diskError } from "../../recording/disk-error.js";
import { type Authorization, authorizationFrom } from "../../sinks/influx/credentials.js";

const BYTES = 24;
const MOST_BYTES = 4096;
const PATIENCE_MS = 10_000;

/** Where a password comes from; without any it is made. */
export interface PasswordSource {
  readonly stdin: boolean;
  readonly command: string | undefined;
}

/** The password that somebody gives, or undefined. Throws CONFIG, and never says what it read. */
export async function givenPassword({ stdin, command }: PasswordSource): Promise<string | undefined> {
  if (stdin) return checked(await fromStdin(), "standard input");
  if (command !== undefined) return checked(await fromCommand(command), "the password command");
  return undefined;
}

/** A password that nobody has to know. */
export const newPassword = (): string => randomBytes(BYTES).toString("base64url");

/**
 * The password of that user in a credentials file; undefined where there is no file. Throws DISK for a file of something
 * else, PERMISSION for one that others may read.
 */
export async function keptPassword(path: string, user: string): Promise<string | undefined> {
  if (!existsSync(path)) return undefined;
  const header = await authorizationFrom({ JOULEMARK_INFLUX_CREDENTIALS: path });
  const [kept, ...password] = basicOf(header).split(":");
  if (kept === user) return password.join(":");
  throw new MeasurementError(
    "DISK",
    `${path} exists already, and holds no password of ${user}`,
    "Move it away, or name another file with --credentials",
  );
}

/** `user:password` of a header; empty where it is none. */
export const basicOf = (header: Authorization): string =>
  Buffer.from(/^Basic (.*)$/.exec(header ?? "")?.[1] ?? "", "base64").toString("utf8");

/** Writes credentials for JOULEMARK_INFLUX_CREDENTIALS, which nobody else may read; they count from `keep` on. */
export function writeCredentials(path: string, user: string, password: string): { readonly keep: () => void } {
  const unfinished = `${path}.new`;
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    rmSync(unfinished, { force: true });
    writeFileSync(unfinished, `user = ${user}\npassword = ${password}\n`, { mode: 0o600, flag: "wx" });
    return { keep: () => renameSync(unfinished, path) };
  } catch (cause) {
    throw diskError(path, cause);
  }
}

async function fromStdin(): Promise<string> {
  if (process.stdin.isTTY)
    throw new MeasurementError(
      "CONFIG",
      "--password-stdin would show the password on this terminal",
      "Pipe it in, or leave it away: then one is made and kept in a file of mode 600",
    );
  let text = "";
  for await (const part of process.stdin.setEncoding("utf8")) {
    text += part;
    if (text.length > MOST_BYTES) break;
  }
  return text;
}

/** Run without a shell. */
async function fromCommand(command: string): Promise<string> {
  const [file = "", ...args] = command.trim().split(/\s+/);
  try {
    return (await promisify(execFile)(file, args, { timeout: PATIENCE_MS, maxBuffer: MOST_BYTES })).stdout;
  } catch (cause) {
    throw new MeasurementError(
      "CONFIG",
      `--password-command ${file} failed: ${systemCode(cause) ?? "it ended with an error, took 10 s, or printed too much"}`,
      "Run it by hand: it has to print the password, and nothing else",
    );
  }
}

function checked(text: string, where: string): string {
  const password = text.replace(/\r?\n$/, "");
  if (password !== "" && password === password.trim() && password.length <= MOST_BYTES && !/\p{Cc}/u.test(password))
    return password;
  throw new MeasurementError(
    "CONFIG",
    `What ${where} gives is no password: it is empty, has several lines, or begins or ends with a space`,
    "Give one line",
  );
}
