import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { programs } from "./server.js";

/** What an agent sees of the computer that it runs on, made up for it alone. */
export interface World {
  readonly env: Readonly<Record<string, string>>;
  /** Words of a program that becomes the agent; none where it is started as it is. */
  readonly through: readonly string[];
  /** The host of the address that it sends to. */
  readonly host: string;
}

/** As it is. */
export const plain: World = { env: {}, through: [], host: "127.0.0.1" };

const NAME = "power.test";
const BIND =
  'mount --make-rprivate / && mount --bind "$0/hosts" /etc/hosts && mount --bind "$0/resolv.conf" /etc/resolv.conf && exec "$@"';

/** A world in which names are found in a file of a folder, and the name server is dead; undefined where nobody may make one. */
export function named(folder: string): World | undefined {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "resolv.conf"), "nameserver 127.0.0.1\noptions attempts:1 timeout:1\n");
  knowName(folder, true);
  const through = ["unshare", "-m", "sh", "-c", BIND, folder];
  try {
    execFileSync(through[0] ?? "", [...through.slice(1), "true"], { stdio: "ignore" });
  } catch {
    return undefined;
  }
  return { env: {}, through, host: NAME };
}

/** Whether the name of the server is known there, from now on. */
export const knowName = (folder: string, known: boolean) =>
  writeFileSync(join(folder, "hosts"), `127.0.0.1 localhost${known ? ` ${NAME}` : ""}\n`);

/**
 * A world whose wall clock is told by a file of a folder. A server that is Go reads the kernel's clock whatever it is told, so
 * that of the two it is the agent's that is moved: what the server sees is the same.
 */
export function shifted(folder: string): World {
  mkdirSync(folder, { recursive: true });
  shift(folder, 0);
  const library = join(programs() ?? "", "../lib/libfaketimeMT.so.1");
  const env = {
    LD_PRELOAD: library,
    FAKETIME_TIMESTAMP_FILE: join(folder, "clock"),
    FAKETIME_NO_CACHE: "1",
    FAKETIME_DONT_FAKE_MONOTONIC: "1",
  };
  return { ...plain, env };
}

/** Moves its wall clock, in seconds against the true one. */
export const shift = (folder: string, seconds: number) =>
  writeFileSync(join(folder, "clock"), `${seconds < 0 ? "" : "+"}${seconds}s\n`);
