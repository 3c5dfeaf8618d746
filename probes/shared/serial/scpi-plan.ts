import { MeasurementError } from "../../../src/core/error.js";
import type { Column, SensorWindow } from "../../../src/core/rail.js";
import type { MeteredRail } from "./protocol.js";
import type { Source } from "./scpi-dialogue.js";
import type { Profile, RailQuestions } from "./scpi-profiles.js";

/** Rails, and where in the answers their columns are. */
export interface ScpiPlan {
  readonly rails: readonly MeteredRail[];
  /** Each once, in the order of asking. */
  readonly queries: readonly string[];
  readonly columns: readonly Source[];
}

interface Asked {
  readonly column: Column;
  readonly question: string;
}

/** Rails of these questions. Throws CONFIG for one that is not exactly a power, or a voltage with a current. */
export function planQuestions(
  questions: Readonly<Record<string, RailQuestions>>,
  { point, window, volts }: { readonly volts: number | undefined } & Partial<Pick<Profile, "point" | "window">>,
): ScpiPlan {
  const queries: string[] = [];
  const sources: Source[] = [];
  const rails = Object.entries(questions).map(([id, words]) => {
    const asked = columnsOf(id, { ...words, volts: words.volts ?? volts });
    for (const { question } of asked) sources.push(sourceOf(question, queries));
    return railOf(id, {
      columns: asked.map(({ column }) => column),
      ...(point && { point }),
      ...(window && { window }),
    });
  });
  return { rails, queries, columns: sources };
}

function sourceOf(question: string, queries: string[]): Source {
  const [, query = question, field = "1"] = /^(.*)#(\d)$/.exec(question) ?? [];
  const known = queries.indexOf(query);
  return { question: known < 0 ? queries.push(query) - 1 : known, field: Number(field) - 1 };
}

function columnsOf(id: string, { voltage, current, power, volts }: RailQuestions): readonly Asked[] {
  if (power !== undefined && voltage === undefined && current === undefined)
    return [{ question: power, column: { name: `${id}.power`, quantity: "power", unit: "W", scale: 1 } }];
  if (power === undefined && current !== undefined && voltage !== undefined)
    return [
      { question: voltage, column: { name: `${id}.voltage`, quantity: "voltage", unit: "V", scale: 1 } },
      { question: current, column: { name: `${id}.current`, quantity: "current", unit: "A", scale: 1 } },
    ];
  if (power === undefined && current !== undefined && volts !== undefined)
    return [{ question: current, column: { name: `${id}.power`, quantity: "power", unit: "A", scale: volts } }];
  const only = power === undefined && current !== undefined;
  throw new MeasurementError(
    "CONFIG",
    `Rail ${id} ${only ? "has a current and no voltage" : "is not exactly a power, or a voltage with a current"}`,
    only
      ? `Say the voltage that it is at: scpi.volts=12, or ask for it: scpi.rails.${id}.voltage=QUESTION`
      : `Give scpi.rails.${id} power, or voltage and current, or current and volts`,
  );
}

const railOf = (
  id: string,
  known: { readonly columns: readonly Column[]; readonly window?: SensorWindow } & Partial<Pick<MeteredRail, "point">>,
): MeteredRail => ({
  id,
  ...known,
  // it depends on the range: the user has the data sheet
  uncertainty: [],
});
