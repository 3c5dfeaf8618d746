import * as z from "zod";
import { MeasurementError } from "../../../src/core/error.js";
import { defineProtocol, emptyRows, type Link } from "./protocol.js";
import { ANY_ADDRESS, Pzem } from "./pzem004t-frames.js";

/** It answers within 0.1 s (devices.md F5). */
const PATIENCE_S = 0.3;
const TRIES = 3;
/** Of an answer in pieces there are no more than its bytes. */
const PIECES = 64;

const settings = z.strictObject({
  address: z
    .int()
    .min(1)
    .max(ANY_ADDRESS)
    .default(ANY_ADDRESS)
    .describe("its Modbus address; 248 asks whichever it is, when it is alone on the line"),
  periodMs: z.number().min(200).max(3_600_000).default(250).describe("time from one question to the next, ms"),
});

/** PZEM-004T v3: an AC meter with a current transformer. Its power is the real one, which voltage times current is not. */
export const pzem004t = defineProtocol<z.infer<typeof settings>>({
  name: "pzem004t",
  title: "PZEM-004T v3, an AC meter for the wall with Modbus RTU (not PZEM-017, which is for DC)",
  baudRate: 9600,
  settings,
  async open({ address, periodMs }, link) {
    const own = await findAddress(address, link);
    const meter = new Pzem(own);
    return {
      device: `PZEM-004T at address ${own}`,
      rails: [
        {
          id: "wall",
          columns: [{ name: "wall.power", quantity: "power", unit: "dW", scale: 0.1 }],
          // nobody quotes its data sheet: the user's word is needed
          uncertainty: [],
          point: "wall",
        },
      ],
      period: periodMs / 1000,
      tick: undefined,
      decoder: meter,
      request: (due) => meter.request(due),
    };
  },
});

/** The address of the meter that answers. */
async function findAddress(address: number, link: Link): Promise<number> {
  const meter = new Pzem(address);
  const rows = emptyRows(1, 4);
  for (let tries = 0; tries < 2 * TRIES; tries++) {
    // every other time it only listens for what may be late
    const question = meter.request(true);
    if (question !== undefined) await link.write(question);
    for (let piece = 0; piece < PIECES && rows.length === 0 && meter.refusal === undefined; piece++) {
      const bytes = await link.read(PATIENCE_S);
      if (bytes === undefined) break;
      meter.push(bytes, rows);
    }
    if (meter.answeredBy !== undefined) return meter.answeredBy;
    if (meter.refusal !== undefined) break;
  }
  throw silent(meter, address);
}

const silent = ({ refusal, rejectedBytes }: Pzem, address: number): MeasurementError =>
  new MeasurementError(
    "UNAVAILABLE",
    refusal !== undefined
      ? `The meter refuses to tell its registers (Modbus exception ${refusal})`
      : `No PZEM-004T answers at address ${address}${rejectedBytes > 0 ? `; ${rejectedBytes} bytes came that are no answer` : ""}`,
    refusal !== undefined
      ? "See that it is a PZEM-004T of version 3: others have other registers"
      : "It needs mains on its terminals to answer; see the wiring of RX and TX, its address, and that baudRate is 9600",
  );
