import { type Finding, verdictOf, worstFirst } from "../../core/finding.js";
import type { MatrixCell, MatrixExpectation } from "../../core/matrix.js";
import type { Outcome } from "./outcomes.js";
import type { RunNumbers } from "./read-runs.js";

interface Judged {
  readonly read: RunNumbers;
  readonly outcomes: readonly Outcome[];
  readonly expectations: readonly MatrixExpectation[];
}

/** What a reader of a cell has to know: of its runs, each finding once; of runs that failed; of what did not hold. */
export function qualityOf({ read, outcomes, expectations }: Judged): MatrixCell["quality"] {
  const findings = [
    ...ofRuns(read.findings),
    ...failedRuns(outcomes),
    ...unrepeated(read),
    ...powerless(read),
    ...expectations.flatMap(unmet),
  ];
  return { verdict: verdictOf(findings), findings };
}

/** The gravest of each code and rail, and in how many runs there was one. */
function ofRuns(runs: readonly (readonly Finding[])[]): readonly Finding[] {
  const all = new Map<string, { finding: Finding; runs: Set<number> }>();
  for (const [index, findings] of runs.entries())
    for (const finding of findings) {
      const key = JSON.stringify([finding.code, finding.probe, finding.rail]);
      const entry = all.get(key) ?? { finding, runs: new Set() };
      entry.finding = worstFirst([entry.finding, finding])[0] ?? finding;
      entry.runs.add(index);
      all.set(key, entry);
    }
  return [...all.values()].map(({ finding, runs: { size } }) =>
    runs.length < 2 ? finding : { ...finding, message: `${finding.message} (${size} of ${runs.length} runs)` },
  );
}

/** Of one run nobody knows how much another would differ. */
function unrepeated({ recordings }: RunNumbers): readonly Finding[] {
  if (recordings.length !== 1) return [];
  const message = "It was measured once: how much runs scatter is not known, and not in any ±";
  return [{ code: "no-repeats", severity: "degraded", message, remedy: "Measure it again: repeat: 3 or more" }];
}

function failedRuns(outcomes: readonly Outcome[]): readonly Finding[] {
  const failures = outcomes.flatMap(({ failure }) => failure ?? []);
  const [first] = failures;
  if (first === undefined || failures.length === outcomes.length) return [];
  const message = `${failures.length} of ${outcomes.length} runs gave no number: ${first.message}`;
  return [{ code: "runs-failed", severity: "degraded", message, remedy: first.remedy }];
}

/** A mean over some of the runs would be of other runs than the rate: there is none, and this is why. */
function powerless({ windows, recordings }: Pick<RunNumbers, "windows" | "recordings">): readonly Finding[] {
  const names = new Set(windows.flatMap(({ subjects }) => subjects.map(({ of }) => of)));
  return [...names].flatMap((of): Finding[] => {
    const has = windows.map(({ subjects }) => (subjects.find((one) => one.of === of)?.meanPower ?? null) !== null);
    const without = recordings.filter((_, k) => has[k] === false);
    if (without.length === 0) return [];
    const message = `${without.length} of ${has.length} runs have no power of ${of}, so that no mean over them is given: ${without.join(", ")}`;
    const remedy = "See the findings of those recordings with `joulemark report`; measure again";
    return [{ code: "power-incomplete", severity: "invalid", message, remedy }];
  });
}

function unmet({ what, expected, found, met }: MatrixExpectation): readonly Finding[] {
  if (met === true) return [];
  if (met === false)
    return [
      {
        code: "condition-unmet",
        severity: "degraded",
        message: `${what} was to be ${expected}; it was ${found}`,
        remedy: "Set it yourself before measuring: it is checked here, and never set",
      },
    ];
  return [
    {
      code: "condition-unknown",
      severity: "note",
      message: `${what} was to be ${expected}; no instrument tells it in that unit`,
      remedy: "Read an instrument that does (`joulemark probes`), or look after it yourself",
    },
  ];
}
