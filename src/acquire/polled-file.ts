import { closeSync, openSync, readdirSync, readSync } from "node:fs";
import { dirname, join } from "node:path";
import { systemCode } from "../core/error.js";
import type { PolledFile as PolledFileSpec } from "../core/probe.js";
import { parseInteger } from "./parse-integer.js";

/** A file of one integer behind a descriptor that is kept open; found again when its device comes back under another number. */
export class PolledFile {
  /** Why the last read gave no number: the system's error code, or `empty`, `unreadable`, `out-of-range`. */
  reason = "";
  readonly #root: string;
  readonly #path: string;
  readonly #buffer = Buffer.alloc(32);
  readonly #min: number;
  readonly #max: number;
  #descriptor: number | undefined;

  constructor(root: string, { path, limits }: Pick<PolledFileSpec, "path" | "limits">) {
    this.#root = root;
    this.#path = path;
    this.#min = limits?.min ?? Number.NEGATIVE_INFINITY;
    this.#max = limits?.max ?? Number.POSITIVE_INFINITY;
    this.open();
  }

  /** The number in the file now, or NaN with `reason` set. */
  read(): number {
    if (this.#descriptor === undefined) return Number.NaN;
    try {
      const length = readSync(this.#descriptor, this.#buffer, 0, 32, 0);
      const value = parseInteger(this.#buffer, length);
      if (value >= this.#min && value <= this.#max) return value;
      if (Number.isNaN(value)) this.reason = length === 0 ? "empty" : "unreadable";
      else this.reason = "out-of-range";
      return Number.NaN;
    } catch (error) {
      this.reason = systemCode(error) ?? "unreadable";
      // A device that was unbound answers ENODEV on this descriptor for ever, even after it is bound again.
      if (this.reason === "ENODEV" || this.reason === "ESTALE") this.close();
      return Number.NaN;
    }
  }

  /** True when there is no descriptor to read from; `open` may be tried again. */
  get lost(): boolean {
    return this.#descriptor === undefined;
  }

  /** Looks the path up afresh and opens it; on failure the file stays `lost` and keeps the first reason. */
  open(): void {
    if (this.#descriptor !== undefined) return;
    try {
      this.#descriptor = openSync(resolveNumbered(this.#root, this.#path), "r");
      this.reason = "";
    } catch (error) {
      if (this.reason === "") this.reason = systemCode(error) ?? "unreadable";
    }
  }

  close(): void {
    if (this.#descriptor !== undefined) closeSync(this.#descriptor);
    this.#descriptor = undefined;
  }
}

/** The existing path that a pattern with at most one `*` (digits, as in `name*`) stands for; the pattern itself when nothing matches. */
export function resolveNumbered(root: string, pattern: string): string {
  const path = join(root, pattern);
  const star = path.indexOf("*");
  if (star < 0) return path;
  const folder = dirname(path.slice(0, star + 1));
  const end = path.indexOf("/", star);
  const tail = end < 0 ? "" : path.slice(end);
  const prefix = path.slice(folder.length + 1, star);
  const suffix = path.slice(star + 1, end < 0 ? undefined : end);
  const name = readdirSync(folder).find((entry) => isNumbered(entry, prefix, suffix));
  return name === undefined ? path : join(folder, name) + tail;
}

const isNumbered = (entry: string, prefix: string, suffix: string): boolean =>
  entry.startsWith(prefix) &&
  entry.endsWith(suffix) &&
  /^\d+$/.test(entry.slice(prefix.length, entry.length - suffix.length));
