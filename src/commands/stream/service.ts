import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { StreamConfig } from "../../config/stream-config.js";
import { asMeasurementError, MeasurementError } from "../../core/error.js";
import { recordingsFolder } from "../../recording/folder.js";
import { makeFolder } from "../../recording/make-folder.js";
import { Endpoint } from "../../sinks/prometheus/endpoint.js";
import { EXPOSITION_TYPE } from "../../sinks/prometheus/exposition.js";
import { listenAddressOf, shownAddress } from "../../sinks/prometheus/listen-address.js";
import { characterizationsFolder } from "../characterize/store.js";
import type { Context } from "../context.js";
import { clockStatus } from "../hosts/clock-status.js";
import { findSink, type SinkWord } from "../open-target.js";
import type { Asked } from "./instruments.js";
import type { Log } from "./log.js";
import { metricsText } from "./metrics.js";
import { Outbox } from "./outbox.js";
import { Sampling } from "./sampling.js";
import { Spool } from "./spool.js";
import { type Status, statusOf } from "./status.js";

/** How long the end waits for a sink that is slow or away; what it does not take is sent after the next start. */
const PATIENCE_MS = 5000;
const TICK_MS = 1000;

/** What a service is made of. */
export interface ServiceOptions {
  readonly context: Context;
  readonly log: Log;
  /** Instruments are looked for below this folder. */
  readonly root: string;
}

/** Sampling, its spool, its sinks and its pages, as one configuration says; another one can follow. */
export class Service implements AsyncDisposable {
  readonly spool: Spool;
  readonly #options: ServiceOptions;
  readonly #sampling: Sampling;
  #config: StreamConfig;
  #outboxes: readonly Outbox[] = [];
  #pages: Endpoint | undefined;
  #timer: NodeJS.Timeout | undefined;

  private constructor(config: StreamConfig, spool: Spool, options: ServiceOptions) {
    this.#config = config;
    this.spool = spool;
    this.#options = options;
    this.#sampling = new Sampling(this.#asked(config), {
      ...options,
      spool,
      name: config.name,
      clockStatus: () => clockStatus(options.context.env),
    });
    spool.isSent = (segment) => this.#outboxes.every((outbox) => outbox.isSent(segment));
  }

  /** Opens everything, or throws and leaves nothing open. */
  static async start(config: StreamConfig, folder: string, options: ServiceOptions): Promise<Service> {
    const service = new Service(config, new Spool(folder, config.spool, options.log), options);
    try {
      service.#pages = await service.#listen(config);
      service.#outboxes = await service.#openSinks(config.sinks);
      await service.#sampling.start();
    } catch (error) {
      await service[Symbol.asyncDispose]();
      throw error;
    }
    service.#timer = setInterval(() => service.#sampling.tick(), TICK_MS);
    return service;
  }

  get status(): Status {
    const { clock } = this.#options.context;
    return statusOf({ clock, sampling: this.#sampling, outboxes: this.#outboxes, spool: this.spool });
  }

  /** Whether every instrument that is read still gives samples. */
  get isAlive(): boolean {
    return this.#sampling.silent.length === 0;
  }

  /** Goes over to another configuration, without a gap where it does not concern the instruments. Throws, and stays as it was. */
  async change(config: StreamConfig): Promise<void> {
    const kept = this.#outboxes.filter(({ word }) => config.sinks.includes(word));
    const words = kept.map(({ word }) => word);
    const pages = pagesAt(config) === pagesAt(this.#config) ? this.#pages : await this.#listen(config);
    let opened: readonly Outbox[];
    try {
      opened = await this.#openSinks(config.sinks.filter((word) => !words.includes(word)));
    } catch (error) {
      if (pages !== this.#pages) await pages?.[Symbol.asyncDispose]();
      throw error;
    }
    const [before, left] = [this.#config, this.#outboxes.filter((outbox) => !kept.includes(outbox))];
    const old = this.#pages;
    this.#config = config;
    this.#pages = pages;
    this.#outboxes = [...kept, ...opened];
    this.spool.limits = config.spool;
    for (const outbox of kept) outbox.resume();
    if (old !== pages) await old?.[Symbol.asyncDispose]();
    for (const outbox of left) await outbox[Symbol.asyncDispose]();
    if (sampled(before) !== sampled(config)) await this.#sampling.restart(this.#asked(config), config.name);
  }

  /** Stops sampling, gives the sinks a while, and closes everything. */
  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer);
    await this.#sampling.stop();
    const { clock } = this.#options.context;
    const end = clock.now() + BigInt(PATIENCE_MS) * 1_000_000n;
    while (clock.now() < end && this.#outboxes.some((outbox) => this.#waits(outbox))) await sleep(50);
    for (const outbox of this.#outboxes) await outbox[Symbol.asyncDispose]();
    for (const outbox of this.#outboxes.filter((one) => this.#waits(one)))
      this.#options.log.notice(`${outbox.label} has not taken all; the rest is sent after the next start`);
    await this.#pages?.[Symbol.asyncDispose]();
  }

  #waits(outbox: Outbox): boolean {
    if (outbox.halted !== undefined) return false;
    return this.spool.segments.some((segment) => segment.damage === undefined && !outbox.isSent(segment));
  }

  #asked({ probes, rate }: StreamConfig): Asked {
    const { root, context } = this.#options;
    return { probes, rate, root, characterizations: characterizationsFolder(recordingsFolder(context.env)) };
  }

  async #listen({ health }: StreamConfig): Promise<Endpoint | undefined> {
    if (health === undefined) return undefined;
    return Endpoint.listen(listenAddressOf(health), (path) => {
      if (path === "/metrics") return { status: 200, type: EXPOSITION_TYPE, text: this.#metrics() };
      if (path !== "/health") return undefined;
      const { status } = this;
      const text = `${JSON.stringify(status, null, 2)}\n`;
      return { status: status.status === "ok" ? 200 : 503, type: "application/json", text };
    });
  }

  #metrics(): string {
    const last = this.#outboxes.map(({ taken: { lastWallMs } }) =>
      lastWallMs === undefined ? undefined : lastWallMs / 1000,
    );
    return metricsText(this.status, last);
  }

  /** All or none. */
  async #openSinks(texts: readonly string[]): Promise<readonly Outbox[]> {
    const { context, log } = this.#options;
    const words: SinkWord[] = [];
    for (const text of texts) words.push(await findSink(text));
    const opened: { readonly word: SinkWord; readonly opened: Awaited<ReturnType<SinkWord["sink"]["open"]>> }[] = [];
    try {
      for (const word of words) {
        const next = await word.sink.open(word.target, { ...context, log: log.notice });
        const twice = opened.some((one) => one.word.name === word.name && one.opened.label === next.label);
        opened.push({ word, opened: next });
        if (twice) throw namedTwice(word.name, next.label);
      }
    } catch (error) {
      for (const one of opened) await one.opened.close?.();
      throw asMeasurementError(error);
    }
    const everyMs = () => 1000 * this.#config.sendEveryS;
    return opened.map((one) => new Outbox({ ...one, spool: this.spool, log, context, everyMs }));
  }
}

/** Written in two ways, it is one all the same, and would be sent everything twice. */
const namedTwice = (name: string, label: string): MeasurementError =>
  new MeasurementError("CONFIG", `The sink ${name}:${label} is named twice`, "Name it once");

/** One place may be written in several ways. */
const pagesAt = ({ health }: StreamConfig): string | undefined =>
  health === undefined ? undefined : shownAddress(listenAddressOf(health));

/** What a change of sampling is: where it is the same text, instruments are not touched. */
const sampled = ({ probes, rate, name }: StreamConfig): string =>
  JSON.stringify([rate, name, probes.map((probe) => [probe.name, probe.settings])]);

/** Where a stream keeps its recordings: as configured, or where systemd says, or beside the user's own. */
export function spoolFolder({ folder }: StreamConfig, { env, cwd }: Pick<Context, "env" | "cwd">): string {
  const { STATE_DIRECTORY: state = "" } = env;
  const [first = ""] = state.split(":");
  const path = folder ?? join(first === "" ? recordingsFolder(env) : first, "spool");
  const absolute = resolve(cwd, path);
  makeFolder(absolute, "spool.folder in the configuration");
  return absolute;
}

/** A spool cannot move while it is used. Throws CONFIG. */
export function refuseMove(from: string, to: string): void {
  if (from === to) return;
  throw new MeasurementError(
    "CONFIG",
    `spool.folder cannot change while it is used, from ${from} to ${to}`,
    "Restart the service for that; what waits in the old folder is sent when a stream uses it again",
  );
}
