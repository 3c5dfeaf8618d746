import { rmSync } from "node:fs";
import { basename, join } from "node:path";
import { MeasurementError } from "../core/error.js";
import type { Finding } from "../core/finding.js";
import type { AnyFormat, Imported } from "../core/format.js";
import { didYouMean } from "../core/nearest.js";
import { newRunId, recordingsFolder } from "../recording/folder.js";
import { createRecording, type RecordingWriter } from "../recording/writer.js";
import { type CalibrationRequest, merged, raw } from "./calibration.js";
import { planCalibration } from "./calibration-plan.js";
import type { Context, FormatRegistry } from "./context.js";
import { manifestStart } from "./manifest.js";
import { checkSettings, parseProbeWord } from "./probe-words.js";
import { reportRecording } from "./report.js";
import { storedCalibration } from "./stored-calibration.js";
import { checkWritable, type OutputFile } from "./write-result.js";

/** What `import` can be told. */
export interface ImportOptions {
  /** `FORMAT` or `FORMAT:key=value,...`. */
  readonly format: string;
  readonly files: readonly string[];
  readonly out?: string | undefined;
  readonly name?: string | undefined;
  readonly results: readonly OutputFile[];
  readonly budget?: boolean | undefined;
  readonly calibration: CalibrationRequest;
  readonly quiet: boolean;
}

/** Another tool's recording as one of ours, and its report. Throws UNKNOWN_NAME, CONFIG, and what the format throws. */
export async function importFiles(options: ImportOptions, context: Context): Promise<number> {
  checkWritable(options.results, context);
  const word = parseProbeWord(options.format, "import ");
  const format = await loadFormat(context.formats, word.name);
  const settings = checkSettings("format", format, word.settings);
  const imported = await format.read(options.files, settings);
  const manifest = {
    ...manifestStart({
      id: newRunId(context.clock.wall()),
      name: options.name,
      command: [],
      wallMs: imported.startMs,
      version: context.version,
      work: imported.work,
      settings: {
        import: format.name,
        files: options.files.map((file) => basename(file)),
        ...storedCalibration(options.calibration),
      },
      findings: [origin(format, options.files, imported), ...imported.findings],
    }),
    schema: "joulemark/recording/v1" as const,
    start: 0n,
    probes: [{ name: format.name, settings, ...partsOf(imported) }],
  };
  // before anything is written: a wrong curve leaves no recording
  planCalibration(merged(raw, options.calibration), manifest.probes);
  const folder = join(options.out ?? recordingsFolder(context.env), manifest.id);
  using writer = createRecording(folder, manifest, context.clock);
  try {
    await fill(writer, imported);
  } catch (cause) {
    // half a recording would be listed as a run that was killed
    rmSync(folder, { recursive: true, force: true });
    throw cause;
  }
  await reportRecording(folder, { ...options, table: options.quiet ? "none" : "stderr" }, context);
  if (writer.failure !== undefined) throw writer.failure;
  return 0;
}

const partsOf = ({ device, rails, totals, conditions = [] }: Imported) => ({
  device,
  rails,
  totals,
  ...(conditions.length > 0 && { conditions }),
});

/** Everything after the manifest: clock, samples, the span to report, the ending. */
async function fill(writer: RecordingWriter, imported: Imported): Promise<void> {
  const cpu = process.cpuUsage();
  writer.event({ type: "clock", pair: { mono: 0n, wallMs: imported.startMs, withinNs: 0 } });
  for await (const batch of imported.batches()) writer.append(batch);
  const { from, to, end, within = 0, facts, findings, marks = [] } = imported.ending();
  const execution = {
    index: 0,
    warmup: false,
    exit: { code: 0, signal: null },
    from,
    to,
    fromWithin: within,
    toWithin: within,
  };
  writer.event({ type: "execution", execution });
  for (const mark of marks) writer.event({ type: "mark", mark });
  if (facts !== undefined) writer.event({ type: "load", execution: 0, at: to, facts });
  for (const finding of findings) writer.event({ type: "finding", finding });
  const { user, system } = process.cpuUsage(cpu);
  const self = {
    cpuS: (user + system) / 1e6,
    missedTicks: 0,
    readMicros: null,
    latenessMicros: null,
    granted: {},
  };
  writer.finish({ end, executions: [execution], marks, findings, self });
}

const origin = ({ name }: AnyFormat, files: readonly string[], { clock }: Imported): Finding => ({
  code: "imported",
  severity: "note",
  message: `Imported from ${name} ${files.map((file) => basename(file)).join(", ")}; instants are by ${clock}`,
  remedy: "None needed; host and version in this recording are those of the import",
  probe: name,
});

async function loadFormat(formats: FormatRegistry, name: string): Promise<AnyFormat> {
  const load = Object.hasOwn(formats, name) ? formats[name] : undefined;
  if (load !== undefined) return load();
  const known = Object.keys(formats);
  throw new MeasurementError(
    "UNKNOWN_NAME",
    `There is no format called "${name}"${didYouMean(name, known)}`,
    `The formats are: ${known.join(", ")}`,
  );
}
