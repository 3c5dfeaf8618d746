import { setTimeout as sleep } from "node:timers/promises";
import type { Context } from "./context.js";
import { Feed } from "./feed/feed.js";
import { type NamedTarget, openTarget } from "./open-target.js";

/** How long the end of a run waits for a target that is slow or away; what it does not take is not lost. */
const PATIENCE_MS = 5000;

/** Targets that were asked for. Disposing waits for them a while, and says what has not been sent. */
export interface OpenSinks extends AsyncDisposable {
  /** Sends the recording in `folder` to each, while it grows. */
  follow(folder: string): void;
}

/** Opens every sink asked for as `NAME:TARGET`, or none. Throws before anything is measured. */
export async function openSinks(
  words: readonly string[],
  context: Pick<Context, "env" | "stderr" | "clock">,
): Promise<OpenSinks> {
  const log = (line: string) => context.stderr.write(`joulemark: ${line}\n`);
  const opened: NamedTarget[] = [];
  for (const word of words) opened.push(await openTarget(word, context));
  const feeds: Feed[] = [];
  return {
    follow: (folder) => {
      for (const { name, opened: target } of opened) feeds.push(new Feed({ folder, sink: name, opened: target, log }));
    },
    [Symbol.asyncDispose]: async () => {
      for (const feed of feeds.splice(0)) await finish(feed, log);
    },
  };
}

async function finish(feed: Feed, log: (line: string) => void): Promise<void> {
  const patience = new AbortController();
  const lost = sleep(PATIENCE_MS, undefined, { signal: patience.signal }).catch(() => undefined);
  await Promise.race([feed.over(), lost]);
  patience.abort();
  await feed[Symbol.asyncDispose]();
  const { position, failure } = feed;
  if (failure !== undefined) log(`${failure.message}\n  -> ${failure.remedy}`);
  else if (!position.done)
    log(`${position.label} has not taken all of the recording\n  -> Send the rest later: joulemark send`);
}
