import { execFile } from "node:child_process";
import { systemCode } from "../../core/error.js";
import type { Seconds } from "../../core/units.js";
import type { Context } from "../context.js";
import type { Log } from "./log.js";

const PATIENCE_MS = 10_000;
/** How often within the time that the watchdog waits. */
const SHARE = 3;
const MICROS = 1e6;

/**
 * Says to systemd how the service is: a datagram to NOTIFY_SOCKET. Node has no datagrams of that kind, so that systemd's
 * own program sends them; the unit has to say NotifyAccess=all. Without systemd nothing is said.
 */
export class Notifier {
  /** Between two signs of life; undefined where nobody waits for them. */
  readonly everyS: Seconds | undefined;
  readonly #env: Context["env"];
  readonly #log: Log;
  #failed = false;

  constructor(env: Context["env"], log: Log) {
    this.#env = env;
    this.#log = log;
    const { WATCHDOG_USEC: micros = "", WATCHDOG_PID: pid = String(process.pid) } = env;
    const waits = Number(micros) > 0 && pid === String(process.pid);
    this.everyS = waits ? Number(micros) / MICROS / SHARE : undefined;
  }

  /** Resolves when systemd has it, or it cannot be told. */
  say(...words: readonly string[]): Promise<void> {
    const { NOTIFY_SOCKET: socket = "", PATH } = this.#env;
    if (socket === "" || words.length === 0) return Promise.resolve();
    const env = { NOTIFY_SOCKET: socket, PATH };
    return new Promise((resolve) => {
      execFile("systemd-notify", [...words], { env, timeout: PATIENCE_MS }, (error) => {
        if (error !== null && !this.#failed) {
          this.#failed = true;
          this.#log.error(
            `systemd cannot be told (${systemCode(error) ?? error.message})\n  -> Install systemd-notify (it comes with systemd), or set Type=exec and no WatchdogSec= in the unit`,
          );
        }
        resolve();
      });
    });
  }
}
