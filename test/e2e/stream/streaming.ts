import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Status } from "../../../src/commands/stream/status.js";
import { MANIFEST_FILE } from "../../../src/core/manifest-json.js";
import { openRecording } from "../../../src/recording/reader.js";
import { freePort } from "../../servers/server.js";
import { type Ended, type StartOptions, scratch, start } from "../cli.js";

/** A configuration in YAML, which JSON is. */
export type Told = Readonly<Record<string, unknown>>;

/** Six rails of one made-up instrument. */
export const rails = (count: number): readonly { readonly id: string }[] =>
  Array.from({ length: count }, (_, k) => ({ id: `R${k}` }));

/** A stream under test: its folder outlives its processes. */
export class Streaming {
  readonly folder = scratch();
  readonly spool = join(this.folder, "spool");
  readonly file = join(this.folder, "stream.yaml");
  readonly health: number;
  #running: ReturnType<typeof start> | undefined;

  private constructor(health: number) {
    this.health = health;
  }

  static async prepare(told: Told): Promise<Streaming> {
    const streaming = new Streaming(await freePort());
    streaming.tell(told);
    return streaming;
  }

  /** Writes the configuration. */
  tell({ spool, ...told }: Told): void {
    const whole = { health: this.health, ...told, spool: { folder: this.spool, ...Object(spool) } };
    writeFileSync(this.file, JSON.stringify(whole));
  }

  /** Starts a process; resolves when it answers. */
  async up(options: StartOptions = {}): Promise<void> {
    this.#running = start(["stream", "--config", this.file], options);
    await until(async () => (await this.status()) !== undefined, "the stream answers");
  }

  get pid(): number {
    return this.#running?.child.pid ?? 0;
  }

  async down(signal: NodeJS.Signals = "SIGTERM"): Promise<Ended> {
    this.#running?.child.kill(signal);
    const ended = await this.#running?.ended;
    if (ended === undefined) throw new Error("it was never started");
    return ended;
  }

  hangUp(): void {
    this.#running?.child.kill("SIGHUP");
  }

  /** What /health answers, with its HTTP status. */
  async status(): Promise<(Status & { readonly http: number }) | undefined> {
    try {
      const answer = await fetch(`http://127.0.0.1:${this.health}/health`);
      return { http: answer.status, ...((await answer.json()) as Status) };
    } catch {
      return undefined;
    }
  }

  /** The folders of its recordings, the oldest first. */
  segments(): readonly string[] {
    return readdirSync(this.spool)
      .map((name) => join(this.spool, name))
      .filter((folder) => existsSync(join(folder, MANIFEST_FILE)))
      .sort((a, b) => Number(openRecording(a).manifest.start - openRecording(b).manifest.start));
  }
}

/** Instants of a recording's first probe in nanoseconds of the host's clock, and the values of its first column. */
export function samplesOf(folder: string): readonly { readonly at: bigint; readonly value: number }[] {
  const { manifest, samples } = openRecording(folder);
  const all: { at: bigint; value: number }[] = [];
  for (const chunk of samples(manifest.probes[0]?.name ?? ""))
    for (let k = 0; k < chunk.length; k++)
      all.push({ at: manifest.start + BigInt(chunk.at[k] ?? 0), value: chunk.columns[0]?.[k] ?? Number.NaN });
  return all;
}

/** Waits until it holds; far longer than it can take. */
export async function until(holds: () => Promise<boolean> | boolean, what: string): Promise<void> {
  for (let k = 0; k < 400; k++) {
    if (await holds()) return;
    await sleep(100);
  }
  throw new Error(`40 s, and not yet: ${what}`);
}
