import type { Gap } from "../core/batch.js";
import { eventToLine } from "../core/event-json.js";
import type { RecordedEvent } from "../core/recording.js";
import { AppendFile } from "./append-file.js";

/** What a killed recording could not do without is written at once; the rest, which may come often, with the next flush. */
const immediate: ReadonlySet<RecordedEvent["type"]> = new Set(["execution-start", "execution", "mark", "ended"]);

/** `events.ndjson` being written. */
export class EventsFile implements Disposable {
  readonly #file: AppendFile;
  readonly #gaps = new Map<string, Gap>();
  #lines = "";

  constructor(path: string) {
    this.#file = new AppendFile(path);
  }

  get path(): string {
    return this.#file.path;
  }

  /** Takes an event. Throws MeasurementError DISK. */
  add(event: RecordedEvent): void {
    this.#lines += eventToLine(event);
    if (immediate.has(event.type)) this.flush();
  }

  /** Takes a gap; one that continues the last of its kind is joined to it, so that a dead column is one line a second. */
  addGap(gap: Gap): void {
    const key = `${gap.probe}\n${gap.reason}\n${gap.columns?.join("\n") ?? ""}`;
    const before = this.#gaps.get(key);
    const joins = before !== undefined && gap.from <= before.to && gap.from >= before.from;
    if (before !== undefined && !joins) this.#lines += gapLine(before);
    const to = joins && before.to > gap.to ? before.to : gap.to;
    this.#gaps.set(key, joins ? { ...gap, from: before.from, to } : gap);
  }

  /** Writes what waits. Throws MeasurementError DISK. */
  flush(): void {
    for (const gap of this.#gaps.values()) this.#lines += gapLine(gap);
    this.#gaps.clear();
    if (this.#lines === "") return;
    const lines = Buffer.from(this.#lines);
    this.#lines = "";
    this.#file.write(lines);
  }

  sync(): void {
    this.#file.sync();
  }

  [Symbol.dispose](): void {
    this.#file[Symbol.dispose]();
  }
}

const gapLine = ({ probe, columns, from, to, reason }: Gap): string =>
  eventToLine({ type: "gap", probe, ...(columns !== undefined && { columns }), from, to, reason });
