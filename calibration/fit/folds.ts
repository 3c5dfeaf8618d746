/** The points sorted by the load step they were taken at, for leaving out one step at a time. */
export interface Folds {
  readonly count: number;
  /** Indices of points, those of one fold together. */
  readonly members: Int32Array;
  /** Where each fold begins in `members`; one more entry than folds. */
  readonly starts: Int32Array;
}

/** One fold for each distinct step. */
export function foldsOf(steps: Int32Array): Folds {
  const members = Int32Array.from(steps.keys()).sort((a, b) => (steps[a] ?? 0) - (steps[b] ?? 0) || a - b);
  const starts: number[] = [];
  for (let k = 0; k < members.length; k++) {
    const isFirst = k === 0 || steps[members[k - 1] ?? 0] !== steps[members[k] ?? 0];
    if (isFirst) starts.push(k);
  }
  return { count: starts.length, members, starts: Int32Array.from([...starts, members.length]) };
}

/** One fold for each of `n` points. */
export function singleFolds(n: number): Folds {
  const members = Int32Array.from({ length: n }, (_, i) => i);
  return { count: n, members, starts: Int32Array.from({ length: n + 1 }, (_, i) => i) };
}
