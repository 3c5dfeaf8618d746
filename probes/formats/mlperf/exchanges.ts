import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Exchange, type ExchangeOffset, offsetByExchanges } from "../../../src/core/exchange.js";

/** The load's clock minus the analyser's where its window begins and where it ends. */
export interface EdgeOffsets {
  readonly begin: ExchangeOffset;
  readonly end: ExchangeOffset;
}

/** Clocks are taken as equally fast for so long around an edge (seconds). */
const NEAR_S = 60;
/** Stamps that contradict each other are of a wall clock read in steps of up to a 64th of a second. */
const STEP_S = 1 / 64;

interface Message extends Exchange {
  readonly command: string;
}

/**
 * From what both machines wrote of every message between them, client.json and server.json: nothing is received before it
 * was sent (measurement.md 3.3). Undefined where they do not say, or contradict each other.
 */
export function edgeOffsets(power: string): EdgeOffsets | undefined {
  const messages = messagesOf(power);
  const at = (edge: string) => messages.find(({ command }) => command.endsWith(`,${edge},testing`))?.asked;
  const [begin, end] = [at("start"), at("stop")].map((instant) => offsetAround(messages, instant));
  return begin && end && { begin, end };
}

function offsetAround(messages: readonly Message[], instant: number | undefined): ExchangeOffset | undefined {
  if (instant === undefined) return undefined;
  const near = messages.filter(({ asked }) => Math.abs(asked - instant) <= NEAR_S);
  return offsetByExchanges(near) ?? offsetByExchanges(near, { resolution: STEP_S });
}

/** Every message as both machines stamped it; none when a file is absent or they do not tell of the same ones. */
function messagesOf(power: string): readonly Message[] {
  const [client, server] = ["client.json", "server.json"].map((name) => stampsOf(join(power, name)));
  if (client === undefined || server === undefined || client.length !== server.length) return [];
  if (client.some(({ command }, k) => command !== server[k]?.command)) return [];
  return client.map(({ command, came, answered }, k) => ({
    ...{ command, asked: came, answered },
    ...{ received: server[k]?.came ?? Number.NaN, sent: server[k]?.answered ?? Number.NaN },
  }));
}

function stampsOf(path: string) {
  try {
    const { messages } = Object(JSON.parse(readFileSync(path, "utf8")));
    if (!Array.isArray(messages)) return [];
    return messages.map((message) => ({
      command: String(message?.cmd),
      came: Number(message?.cmd_time),
      answered: Number(message?.reply_time),
    }));
  } catch {
    return [];
  }
}
