import { closeSync, openSync, readSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import { MeasurementError, systemCode } from "../../src/core/error.js";
import type { Finding } from "../../src/core/finding.js";
import { defineProbe, type OpenRequest } from "../../src/core/probe.js";
import { defaultModel, type Model, railOf } from "./model.js";
import { parseBusyJiffies } from "./parse.js";
import { estimate, type Reader } from "./stream.js";

/** Busy time comes in steps of 10 ms; faster samples would show the steps and cost more than they tell. */
const MAX_RATE = 10;

const settings = z.strictObject({
  idleW: z.number().nonnegative().optional().describe("power with all CPUs idle, W; 2 + 0.5 for each CPU unless given"),
  maxW: z.number().positive().optional().describe("power with all CPUs busy, W; 5 + 4 for each CPU unless given"),
});

export default defineProbe<z.infer<typeof settings>>({
  name: "cpu-model",
  title: "ESTIMATE from CPU utilisation, for computers without a sensor",
  settings,
  use: "estimate",
  async detect({ root }) {
    try {
      using stat = openStat(root);
      const { cpus, idleW, maxW } = modelOf(stat.read(), {});
      return { status: "found", what: `ESTIMATE for ${cpus} CPUs: ${idleW} W idle to ${maxW} W busy` };
    } catch {
      return { status: "missing", what: "no CPU times in /proc/stat", remedy };
    }
  },
  async open(settings, { root, clock }, request) {
    const stat = openStat(root);
    try {
      const model = modelOf(stat.read(), settings);
      const period = 1 / Math.min(request.rate ?? MAX_RATE, MAX_RATE);
      return {
        rails: [railOf(model, period)],
        totals: [],
        device: `${model.cpus} CPUs, modelled`,
        findings: [estimateOnly(model), ...slow(request)],
        batches: (signal) => estimate({ model, period, clock, read: stat.read }, signal),
        [Symbol.asyncDispose]: async () => stat[Symbol.dispose](),
      };
    } catch (error) {
      stat[Symbol.dispose]();
      throw error;
    }
  },
});

const remedy = "Mount /proc, or use a real instrument: `joulemark probes` says which are here and how to get access";

interface Stat extends Disposable {
  readonly read: Reader["read"];
}

/** /proc/stat behind a descriptor that is kept open. */
function openStat(root: string): Stat {
  const path = join(root, "proc/stat");
  const buffer = Buffer.alloc(1 << 18);
  let descriptor: number | undefined = tryOpen(path);
  return {
    read() {
      try {
        if (descriptor === undefined) return { reason: "closed" };
        // the lines of the CPUs come first: 256 KiB hold a thousand of them
        return { text: buffer.toString("latin1", 0, readSync(descriptor, buffer, 0, buffer.length, 0)) };
      } catch (error) {
        return { reason: systemCode(error) ?? "unreadable" };
      }
    },
    [Symbol.dispose]() {
      if (descriptor !== undefined) closeSync(descriptor);
      descriptor = undefined;
    },
  };
}

function tryOpen(path: string): number {
  try {
    return openSync(path, "r");
  } catch (cause) {
    throw new MeasurementError("UNAVAILABLE", `Cannot read ${path} (${systemCode(cause)})`, remedy, { cause });
  }
}

function modelOf(found: ReturnType<Reader["read"]>, { idleW, maxW }: z.infer<typeof settings>): Model {
  const cpus = "text" in found ? parseBusyJiffies(found.text).size : 0;
  if (cpus === 0) throw new MeasurementError("UNAVAILABLE", "/proc/stat holds no lines of CPU times", remedy);
  const standard = defaultModel(cpus);
  const model = { cpus, idleW: idleW ?? standard.idleW, maxW: maxW ?? standard.maxW };
  if (model.maxW >= model.idleW) return model;
  const message = `cpu-model: ${model.maxW} W with all CPUs busy is less than ${model.idleW} W idle`;
  throw new MeasurementError("CONFIG", message, "Give idleW and maxW with maxW the larger");
}

const estimateOnly = ({ cpus, idleW, maxW }: Model): Finding => ({
  code: "estimate-only",
  severity: "degraded",
  message: `ESTIMATE: no sensor was read; ${idleW} W idle to ${maxW} W with ${cpus} CPUs busy, within about 50 %`,
  remedy: "Run `joulemark probes` to see which instruments could be used here and how to get access",
  probe: "cpu-model",
});

function slow({ rate }: OpenRequest): readonly Finding[] {
  if (rate === undefined || rate <= MAX_RATE) return [];
  const message = `Asked for ${rate} samples/s; CPU times come in steps of 10 ms, so ${MAX_RATE} are taken`;
  return [{ code: "slow-instrument", severity: "note", message, remedy: "Nothing to do", probe: "cpu-model" }];
}
