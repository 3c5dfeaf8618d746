import { clear as clearDisk, fill } from "./disk.js";
import type { Rig } from "./rig.js";
import type { FaultKind, Schedule } from "./schedule.js";
import { knowName, named, shift, shifted, type World } from "./world.js";

/** What a fault befalls. */
export interface Victim {
  readonly rig: Rig;
  readonly database: string;
  /** The disk that the recording is on, a small one of its own. */
  readonly disk: string;
  /** What the agent's world is made of. */
  readonly world: string;
}

interface Fault {
  /** The agent's world, where it has to be another one: undefined where nobody may make it. */
  world?(folder: string): World | undefined;
  begin(victim: Victim, schedule: Schedule): unknown;
  end(victim: Victim): unknown;
  /** What the log says of it; absent where nothing goes wrong by it. */
  readonly said?: RegExp;
}

const answer = (status: string, head: string, body: string): string =>
  `HTTP/1.1 ${status}\r\n${head}Content-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`;
const clear = ({ rig }: Victim) => rig.wire.set({ kind: "clear" });
const KILOBYTE = 1000;
const LATE_MS = 300;

/** How each fault begins and ends. */
export const faults: Readonly<Record<FaultKind, Fault>> = {
  "server killed": {
    begin: ({ rig }) => rig.server.kill(),
    end: ({ rig }) => rig.server.up(),
    said: /ECONNREFUSED|ECONNRESET|EPIPE|socket hang up/,
  },
  "server hangs": { begin: ({ rig }) => rig.server.pause(), end: ({ rig }) => rig.server.resume() },
  "database lost": {
    begin: ({ rig, database }) => rig.admin(`DROP DATABASE "${database}"`),
    end: ({ rig, database }) => rig.database(database),
    said: /database not found/,
  },
  "connection refused": {
    begin: ({ rig }) => rig.wire.set({ kind: "down" }),
    end: clear,
    said: /ECONNREFUSED|ECONNRESET|EPIPE|socket hang up/,
  },
  "connection cut in mid-body": {
    begin: ({ rig }, { bytes }) => rig.wire.set({ kind: "cut", afterBytes: bytes }),
    end: clear,
    said: /ECONNRESET|EPIPE|socket hang up/,
  },
  blackhole: { begin: ({ rig }) => rig.wire.set({ kind: "blackhole" }), end: clear },
  "1 kB/s": { begin: ({ rig }) => rig.wire.set({ kind: "slow", bytesPerS: KILOBYTE }), end: clear },
  "answers late": { begin: ({ rig }) => rig.wire.set({ kind: "late", ms: LATE_MS }), end: clear },
  "503 with Retry-After": {
    begin: ({ rig }) =>
      rig.wire.set({ kind: "answer", text: answer("503 Unavailable", "Retry-After: 1\r\n", "timeout") }),
    end: clear,
    said: /503 timeout/,
  },
  "413 too large": {
    begin: ({ rig }) => rig.wire.set({ kind: "answer", text: answer("413 Too Large", "", "") }),
    end: clear,
    said: /413, a single line/,
  },
  "200 with a page": {
    begin: ({ rig }) =>
      rig.wire.set({ kind: "answer", text: answer("200 OK", "Content-Type: text/html\r\n", "<html></html>") }),
    end: clear,
    said: /200 text\/html/,
  },
  "password changed": {
    begin: ({ rig }) => rig.admin("SET PASSWORD FOR writer = 'another'"),
    end: ({ rig }) => rig.admin(`SET PASSWORD FOR writer = '${rig.env.JOULEMARK_INFLUX_PASSWORD}'`),
    said: /refuses: 401/,
  },
  "grant revoked": {
    begin: ({ rig, database }) => rig.admin(`REVOKE ALL ON "${database}" FROM writer`),
    end: ({ rig, database }) => rig.database(database),
    said: /refuses: 403/,
  },
  "disk full": {
    begin: ({ disk }) => fill(disk),
    end: ({ disk }) => clearDisk(disk),
    said: /full|ENOSPC|space/,
  },
  "server's disk full": {
    begin: ({ rig }) => fill(rig.server.folder),
    // 1.6 goes on refusing until it is started anew: the buffer of its log keeps the error
    end: async ({ rig }) => {
      clearDisk(rig.server.folder);
      await rig.server.kill();
      await rig.server.up();
    },
    said: /no space left/,
  },
  "name server gone": {
    world: named,
    // a connection that stands needs no name
    begin: async ({ rig, world }) => {
      knowName(world, false);
      await rig.wire.set({ kind: "down" });
      await rig.wire.set({ kind: "clear" });
    },
    end: ({ world }) => knowName(world, true),
    said: /ENOTFOUND|EAI_AGAIN/,
  },
  "server's clock wrong": {
    world: shifted,
    begin: ({ world }, { apartS }) => shift(world, apartS),
    end: ({ world }) => shift(world, 0),
  },
};
