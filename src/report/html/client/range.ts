/** What is seen of the recording, in seconds after its start, and who has to know when that changes. */
export class Range {
  readonly durationS: number;
  readonly #changed: (() => void)[] = [];
  fromS = 0;
  toS: number;

  constructor(durationS: number) {
    this.durationS = durationS;
    this.toS = durationS;
  }

  onChange(changed: () => void): void {
    this.#changed.push(changed);
  }

  get whole(): boolean {
    return this.fromS === 0 && this.toS === this.durationS;
  }

  /** Within the recording, and never so narrow that numbers run out. */
  set(fromS: number, toS: number): void {
    const least = Math.max(1e-7, this.durationS * 1e-9);
    const width = Math.min(this.durationS, Math.max(least, toS - fromS));
    const from = Math.min(Math.max(0, fromS), this.durationS - width);
    [this.fromS, this.toS] = [from, width === this.durationS ? this.durationS : from + width];
    for (const changed of this.#changed) changed();
  }

  reset(): void {
    this.set(0, this.durationS);
  }

  /** Below 1 is nearer; what lies at `aroundS` stays where it is. */
  zoom(factor: number, aroundS = (this.fromS + this.toS) / 2): void {
    const from = aroundS - (aroundS - this.fromS) * factor;
    this.set(from, from + (this.toS - this.fromS) * factor);
  }

  /** By a share of what is seen. */
  move(share: number): void {
    const by = share * (this.toS - this.fromS);
    this.set(this.fromS + by, this.toS + by);
  }
}
