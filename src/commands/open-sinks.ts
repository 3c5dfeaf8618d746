import { setTimeout as sleep } from "node:timers/promises";
import { MeasurementError } from "../core/error.js";
import type { Result } from "../core/result.js";
import { refusedFile } from "../recording/position.js";
import type { SignalScope } from "../wrap/signal-scope.js";
import type { Context } from "./context.js";
import { Feed } from "./feed/feed.js";
import { ranked } from "./journal.js";
import { type NamedTarget, openTarget } from "./open-target.js";
import { resultOf } from "./result-of.js";

/** How long the end of a run waits for a target that is slow or away; what it does not take is not lost. */
const PATIENCE_MS = 5000;

/** Targets that were asked for. Disposing waits for them a while, or until Ctrl-C, and says what has not been sent. */
export interface OpenSinks extends AsyncDisposable {
  /** Sends the recording in `folder` to each, while it grows. */
  follow(folder: string): void;
  /** Sampling is over: a signal from now on ends the waiting, which disposing does. */
  sampled(): void;
}

/** Opens every sink asked for as `NAME:TARGET`, or none. Throws before anything is measured. */
export async function openSinks(
  words: readonly string[],
  context: Pick<Context, "env" | "stderr" | "clock">,
  signals: SignalScope,
): Promise<OpenSinks> {
  const log = (line: string) => context.stderr.write(ranked("warning", `joulemark: ${line}`, context.env));
  const opened = await openAll(words, context);
  const results = new Map<string, Result | undefined>();
  const followed: { readonly folder: string; readonly feeds: readonly Feed[] }[] = [];
  let stop: AbortSignal | undefined;
  return {
    sampled: () => {
      stop ??= signals.next();
    },
    follow: (folder) => {
      const result = () => results.get(folder);
      const feeds = opened.map(
        ({ name, opened: target }) => new Feed({ folder, sink: name, opened: target, log, result }),
      );
      followed.push({ folder, feeds });
    },
    [Symbol.asyncDispose]: async () => {
      const waits = { stop: stop ?? signals.next(), log };
      for (const { folder, feeds } of followed.splice(0)) {
        if (feeds.length > 0) results.set(folder, await resultOf(folder));
        await Promise.all(feeds.map((feed) => finish(feed, { folder, ...waits })));
      }
    },
  };
}

async function openAll(
  words: readonly string[],
  context: Pick<Context, "env" | "stderr" | "clock">,
): Promise<readonly NamedTarget[]> {
  const all: NamedTarget[] = [];
  try {
    for (const word of words) {
      const next = await openTarget(word, context);
      const twice = all.some(({ name, opened: { label } }) => name === next.name && label === next.opened.label);
      all.push(next);
      if (twice) throw namedTwice(next);
    }
    return all;
  } catch (error) {
    for (const { opened } of all) await opened.close?.();
    throw error;
  }
}

/** One that appends would have every line twice. */
const namedTwice = ({ name, opened: { label } }: NamedTarget): MeasurementError =>
  new MeasurementError("CONFIG", `The sink ${name}:${label} is named twice`, "Name it once");

interface Finishing {
  readonly folder: string;
  readonly stop: AbortSignal;
  log(line: string): void;
}

async function finish(feed: Feed, { folder, stop, log }: Finishing): Promise<void> {
  const over = new AbortController();
  const lost = sleep(PATIENCE_MS, undefined, { signal: AbortSignal.any([over.signal, stop]) }).catch(() => undefined);
  await Promise.race([feed.over(), lost]);
  over.abort();
  await feed[Symbol.asyncDispose]();
  const { position, failure } = feed;
  if (failure !== undefined) log(`${failure.message}\n  -> ${failure.remedy}`);
  else if (!position.done)
    log(`${position.label} has not taken all of the recording\n  -> Send the rest later: joulemark send ${folder}`);
  else if (position.refused > 0)
    log(
      `${position.label} has all but ${position.refused} points, which it refused for good\n  -> The reasons are in ${refusedFile(folder, position)}; when they are mended: joulemark send ${folder} --again`,
    );
}
