import { csv } from "../shared/serial/csv.js";
import { elmorLabsPmd } from "../shared/serial/elmorlabs-pmd.js";
import { powerSensor3 } from "../shared/serial/powersensor3.js";
import type { Protocol } from "../shared/serial/protocol.js";
import { pzem004t } from "../shared/serial/pzem004t.js";
import { scpi } from "../shared/serial/scpi.js";
import { smartPower3 } from "../shared/serial/smartpower3.js";
import { wattsUp } from "../shared/serial/watts-up.js";

/** A protocol whose settings are parsed by its own schema before `open`. */
export type AnyProtocol = Protocol;

/** Every protocol, in alphabetical order. One file, one line. */
export const protocols: readonly AnyProtocol[] = [
  csv,
  elmorLabsPmd,
  powerSensor3,
  pzem004t,
  scpi,
  smartPower3,
  wattsUp,
];
/** Their names. */
export const protocolNames: readonly string[] = protocols.map(({ name }) => name);
