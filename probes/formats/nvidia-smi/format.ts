import { basename } from "node:path";
import type { Batch } from "../../../src/core/batch.js";
import { columnNamesOf } from "../../../src/core/condition.js";
import { MeasurementError } from "../../../src/core/error.js";
import type { Finding } from "../../../src/core/finding.js";
import { defineFormat, type Imported, type ImportedEnding } from "../../../src/core/format.js";
import { boardRail, totalOf } from "../../shared/nvidia/boards.js";
import { conditionsOf, hasModule, plansOf, type Source } from "../../shared/nvidia/gpus.js";
import { unmeasuredTime } from "../../shared/nvidia/sensors.js";
import { onlyFile } from "../line-recording.js";
import { type Rejections, Tally } from "../tally.js";
import { type Beginning, readBeginning } from "./beginning.js";
import { readBlocks } from "./blocks.js";
import { type LogGpu, LogRows } from "./rows.js";
import { type NvidiaSmiSettings, nvidiaSmiSettings } from "./settings.js";
import { Stamps } from "./stamps.js";
import { TickColumns } from "./tick-columns.js";

const NAME = "nvidia-smi";

/** A log of the driver's own program, in CSV. */
export default defineFormat({
  name: NAME,
  title: "a CSV log of nvidia-smi: power of every GPU, with clocks, temperatures and utilization as conditions",
  settings: nvidiaSmiSettings,
  async read(files, settings) {
    const path = onlyFile(NAME, files);
    return new Log(path, settings, await readBeginning(path, settings));
  },
});

const rejections: Rejections = {
  header: { expected: "headers" },
  preamble: { expected: "before the header" },
  cells: "more or fewer cells than the header",
  time: "no readable time stamp",
  cut: "too long, or last and without a line end, so perhaps cut",
  backwards: "not later than the row before, or more than 104 days after the start",
  gpu: "of a GPU that has no power, or that is not among the first 4096 rows",
};

class Log implements Imported {
  readonly device: string;
  readonly rails: Imported["rails"];
  readonly totals: Imported["totals"];
  readonly conditions: NonNullable<Imported["conditions"]>;
  readonly startMs: number;
  readonly clock: string;
  readonly findings: readonly Finding[];
  readonly #path: string;
  readonly #rows: LogRows;
  readonly #ticks: TickColumns;
  readonly #tally = new Tally(NAME, rejections);

  constructor(path: string, { zone }: NvidiaSmiSettings, beginning: Beginning) {
    const { gpus, forms, period, startMs, layout, identity, local } = beginning;
    const rails = gpus.map((gpu) => plansOf([gpu], period));
    const conditions = gpus.map((gpu) => conditionsOf(gpu, gpu.row));
    this.device = [...new Set(gpus.map(({ name }) => name))].join(", ");
    this.rails = rails.flat().map(({ rail }) => rail);
    this.conditions = conditions.flat().map(({ condition }) => condition);
    this.totals = totalOf(gpus.map(hasModule));
    this.startMs = startMs;
    this.clock = `the log's time stamps${zone === undefined || !local ? "" : `, local time of ${zone}`}`;
    this.findings = [
      ...(local && zone === undefined ? [zoneUnknown] : []),
      ...gpus.flatMap(({ index, sensor }) => unmeasuredTime(boardRail(index), sensor)),
    ];
    this.#path = path;
    this.#ticks = new TickColumns(NAME, columnNamesOf(this), { tally: this.#tally, startMs });
    const columns = numbered([...rails, ...conditions]);
    this.#rows = new LogRows({
      layout,
      identity,
      forms,
      gpus: gpus.map(({ key }, k) => ({ key, columns: [...(columns[k] ?? []), ...(columns[k + gpus.length] ?? [])] })),
      stamps: new Stamps(zone),
      ticks: this.#ticks,
      tally: this.#tally,
    });
  }

  async *batches(): AsyncIterable<Batch> {
    for await (const { bytes, lines, cut } of readBlocks(this.#path)) {
      for (let k = 0; k < lines.length; k += 2) {
        this.#rows.line(bytes, lines[k] ?? 0, lines[k + 1] ?? 0);
        if (this.#ticks.full) yield this.#ticks.take();
      }
      if (cut > 0) this.#tally.reject("cut", cut);
    }
    this.#rows.close();
    yield this.#ticks.end();
  }

  ending(): ImportedEnding {
    const { last, setBack } = this.#ticks;
    if (last < 0)
      throw new MeasurementError("NO_DATA", `${basename(this.#path)} has no sample`, "Check its time stamps");
    const end = BigInt(last);
    return {
      from: 0n,
      to: end,
      end,
      findings: [...this.#tally.findings(), ...(setBack > 0 ? [clockSetBack(setBack)] : [])],
    };
  }
}

/** Columns are numbered through: the rails of every GPU, then the conditions of every GPU. */
function numbered(parts: readonly (readonly { readonly source: Source }[])[]): readonly LogGpu["columns"][] {
  let column = 0;
  return parts.map((own) => own.map(({ source }) => ({ column: column++, source })));
}

const zoneUnknown: Finding = {
  code: "zone-unknown",
  severity: "note",
  message: "The log's time stamps are local time of an unknown zone, read as UTC",
  remedy: "Set zone, e.g. zone=Europe/Berlin, where the time of day matters",
  probe: NAME,
};

const clockSetBack = (times: number): Finding => ({
  code: "clock-set-back",
  severity: "note",
  message: `The log's clock was set back by an hour ${times} times; its rows are placed as if it had gone on`,
  remedy: "None needed where summer time ended; set zone to have it known",
  probe: NAME,
});
