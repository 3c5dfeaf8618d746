import type { Samples } from "../core/batch.js";
import { relativeNanos } from "../core/chunk.js";
import { systemCode } from "../core/error.js";
import type { Finding } from "../core/finding.js";
import { type Piece, readChunks } from "./chunks.js";
import { FileWindow } from "./file-window.js";
import { corruptChunk, type Loss, samplesMissing, timeBackwards, truncated } from "./findings.js";

/** Which samples to read, and whom to tell of what is wrong with them. */
export interface SamplesSource {
  readonly probe: string;
  readonly path: string;
  readonly columns: number;
  /** The recording's time zero. */
  readonly start: bigint;
  /** True when the recording has its ending, so that a cut file was cut later. */
  readonly complete: boolean;
  found(finding: Finding): void;
}

/**
 * The samples of one probe, chunk after chunk, through buffers that are used again: what it gives is valid until the
 * next is asked for. Damage is passed over with a finding. Reads at the speed of the disk (no copy but the kernel's).
 */
export function* readSamples(source: SamplesSource): Generator<Samples> {
  let file: FileWindow;
  try {
    file = new FileWindow(source.path);
  } catch (cause) {
    source.found(samplesMissing(source.probe, source.path, systemCode(cause) ?? String(cause)));
    return;
  }
  using _closing = file;
  yield* samplesOf(file, source);
}

function* samplesOf(file: FileWindow, source: SamplesSource): Generator<Samples> {
  const losses = new Losses(source);
  let at = new Float64Array(0);
  for (const piece of readChunks(file, source.columns)) {
    if (piece.kind !== "chunk") {
      losses.add(piece);
      continue;
    }
    const { contents } = piece;
    const length = contents.at.length;
    if (at.length < length) at = new Float64Array(length);
    const ordered = relativeNanos(contents.at, source.start, at);
    if (ordered && losses.chunk(at[0] ?? 0, at[length - 1] ?? 0)) yield { length, at, columns: contents.columns };
    else losses.disordered(piece);
  }
  losses.end();
}

/** Turns what is between whole chunks into findings: damage side by side is one. */
class Losses {
  readonly #source: SamplesSource;
  #damage: { readonly from: number; readonly to: number } | undefined;
  #lastNs: number | undefined;

  constructor(source: SamplesSource) {
    this.#source = source;
  }

  add({ kind, from, to }: Pick<Piece, "kind" | "from" | "to">): void {
    if (kind !== "cut") {
      this.#damage = { from: this.#damage?.from ?? from, to };
      return;
    }
    this.end();
    this.#source.found(truncated(this.#loss({ from, to }), this.#source.complete));
  }

  /** A whole chunk from `firstNs` to `lastNs`; false when it begins before the last one ended. */
  chunk(firstNs: number, lastNs: number): boolean {
    if (this.#lastNs !== undefined && firstNs < this.#lastNs) return false;
    this.#report(firstNs);
    this.#lastNs = lastNs;
    return true;
  }

  disordered({ from, to }: Pick<Piece, "from" | "to">): void {
    this.#source.found(timeBackwards(this.#loss({ from, to })));
  }

  end(): void {
    this.#report(undefined);
  }

  #report(beforeNs: number | undefined): void {
    if (this.#damage === undefined) return;
    this.#source.found(corruptChunk(this.#loss({ ...this.#damage, beforeNs })));
    this.#damage = undefined;
  }

  #loss(span: Pick<Loss, "from" | "to" | "beforeNs">): Loss {
    const { probe, path } = this.#source;
    return { probe, path, ...span, afterNs: this.#lastNs };
  }
}
