import type { OpenSink, Piece, Refused, SamplesPiece, Sink, SinkRun } from "../../core/sink.js";
import { addressOf } from "./address.js";
import { authoritiesFrom } from "./authorities.js";
import { Block } from "./block.js";
import { authorizationFrom } from "./credentials.js";
import { Delivery } from "./delivery.js";
import { Post } from "./post.js";
import { Presence } from "./presence.js";
import { striking } from "./redact.js";
import { RunLines } from "./run-lines.js";
import { SampleLines } from "./sample-lines.js";

/** So many lines in one post: most of what a server can do, and half a megabyte. */
const LINES = 5000;
/** Posts that a server has at a time: while it answers one it has the next. */
const UNDER_WAY = 2;

/** Line protocol over HTTP: InfluxDB 1.x, 2.x and 3.x, VictoriaMetrics. Points that are sent twice are one. */
export const influx: Sink = {
  name: "influx",
  title: "InfluxDB or VictoriaMetrics at http://host:8086/database; nothing is lost while it is away",
  async open(target, { env, log, clock }) {
    const address = addressOf(target);
    const access = { authorization: await authorizationFrom(env), ca: authoritiesFrom(env) };
    const post = new Post(address.write, { ...access, connections: UNDER_WAY });
    const delivery = new Delivery({
      ...{ post, label: address.label, log, clock },
      strike: striking(access.authorization),
    });
    const presence = (run: string) => new Presence({ ...access, address, run, clock });
    return {
      label: address.label,
      begin: (run) => new InfluxSink(run, { delivery, post, presence: presence(run.id) }),
    };
  },
};

interface Means {
  readonly delivery: Delivery;
  readonly post: Post;
  readonly presence: Presence;
}

class InfluxSink implements OpenSink {
  readonly #run: SinkRun;
  readonly #samples: SampleLines;
  readonly #events: RunLines;
  readonly #means: Means;

  constructor(run: SinkRun, means: Means) {
    this.#run = run;
    this.#samples = new SampleLines(run, UNDER_WAY);
    this.#events = new RunLines(run);
    this.#means = means;
  }

  async send(piece: Piece, signal: AbortSignal): Promise<readonly Refused[]> {
    const { delivery, presence } = this.#means;
    if (piece.kind === "samples") return this.#sendSamples(piece, signal);
    if (!(await presence.stands(signal, { now: piece.kind === "ending" }))) throw delivery.emptied();
    const lines = piece.kind === "events" ? this.#events.events(piece) : this.#events.ending(piece);
    return delivery.deliver(Block.of(lines), signal);
  }

  holds(signal: AbortSignal): Promise<boolean | undefined> {
    return this.#means.presence.anything(signal);
  }

  async #sendSamples(piece: SamplesPiece, signal: AbortSignal): Promise<readonly Refused[]> {
    const refused: Refused[] = [];
    const under: Promise<readonly Refused[]>[] = [];
    for (let from = 0; from < piece.at.length; ) {
      // what is next is written while the server works on what it has
      const { block, to } = await this.#samples.take(piece, from, LINES);
      if (under.length === UNDER_WAY) refused.push(...((await under.shift()) ?? []));
      const delivered = this.#means.delivery.deliver(block, signal);
      delivered.catch(() => undefined);
      under.push(delivered);
      from = to;
    }
    for (const delivered of under) refused.push(...(await delivered));
    const [first] = piece.at;
    if (refused.length === 0 && first !== undefined && hasPower(piece))
      this.#means.presence.took(this.#run.wall(first));
    return refused;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#means.post[Symbol.dispose]();
  }
}

/** Whether the first instant has a point of the measurement `power`. */
const hasPower = ({ probe: { rails }, columns }: SamplesPiece): boolean =>
  rails.length > 0 && Number.isFinite(columns[0]?.[0]);
