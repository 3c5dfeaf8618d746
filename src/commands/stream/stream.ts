import { resolve } from "node:path";
import { loadStreamConfig } from "../../config/stream-config.js";
import { asMeasurementError } from "../../core/error.js";
import { nanoseconds } from "../../core/units.js";
import type { Context } from "../context.js";
import { loadProbe } from "../probe-words.js";
import { lockSpool } from "./lock.js";
import { type Log, logTo } from "./log.js";
import { Notifier } from "./notify.js";
import { refuseMove, Service, spoolFolder } from "./service.js";
import { serviceSignals } from "./service-signals.js";

/** Where the configuration is looked for. */
export const DEFAULT_CONFIG = "/etc/joulemark/stream.yaml";

/** Between two looks at whether instruments hang, where no watchdog waits. */
const LOOK_S = 10;

/** What `stream` can be told. */
export interface StreamOptions {
  readonly config: string;
  readonly root: string;
}

/** Samples and sends until it is told to end, which is a success. */
export async function stream({ config: file, root }: StreamOptions, context: Context): Promise<number> {
  const log = logTo(context);
  const path = resolve(context.cwd, file);
  const load = () => loadStreamConfig(path, async (name) => (await loadProbe(context.registry, name)).settings);
  const config = await load();
  const folder = spoolFolder(config, context);
  using _lock = lockSpool(folder);
  const notifier = new Notifier(context.env, log);
  let reloading: Promise<void> = Promise.resolve();
  let service: Service | undefined;
  using signals = serviceSignals(() => {
    reloading = reloading.then(() => reload());
  });
  const reload = async () => {
    try {
      const next = await load();
      refuseMove(folder, spoolFolder(next, context));
      await service?.change(next);
      log.notice(`${path} was read again`);
    } catch (error) {
      log.failure(asMeasurementError(error), "the old configuration stays");
    }
  };
  await using running = await Service.start(config, folder, { context, log, root });
  service = running;
  log.notice(`streaming to ${config.sinks.map((word) => word.split(":")[0]).join(", ")}; spool ${folder}`);
  await notifier.say("--ready", "--status=sampling");
  await untilEnd(running, { notifier, context, end: signals.end, log });
  await reloading;
  log.notice("ending: what was sampled is kept");
  await notifier.say("STOPPING=1");
  return 0;
}

interface Waiting {
  readonly notifier: Notifier;
  readonly context: Context;
  readonly end: AbortSignal;
  readonly log: Log;
}

/** Gives signs of life as long as sampling goes on, and only then. */
async function untilEnd(service: Service, { notifier, context: { clock }, end, log }: Waiting): Promise<void> {
  const everyS = notifier.everyS ?? LOOK_S;
  for (let silent = false; !end.aborted; ) {
    if (service.isAlive) await notifier.say(...(notifier.everyS === undefined ? [] : ["WATCHDOG=1"]));
    else if (!silent) log.error("an instrument gives no samples: the watchdog is not told that all is well");
    silent = !service.isAlive;
    await clock.until(clock.now() + nanoseconds(everyS), end);
  }
}
