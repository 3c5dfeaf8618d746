import type { ZodType } from "zod";
import { MeasurementError } from "../core/error.js";
import { type CalibrationChoice, parseCalibrationWord } from "./calibration-word.js";
import { checkedDocument, refusedDocument } from "./checked-document.js";
import type { ConfigLayer, ProbeChoice } from "./config.js";
import { configSchema } from "./config-schema.js";
import type { ConfigDocument } from "./document.js";
import { configWords, type FileWords } from "./file-words.js";
import { problemsOf } from "./problems.js";

/** Finds the settings' schema of a probe by name; throws a MeasurementError for a name that does not exist. */
export type SettingsOf = (probe: string) => Promise<ZodType>;

/** Text of a configuration as one layer. Throws CONFIG or UNKNOWN_NAME naming file, line, column and key of every problem. */
export async function parseConfig(text: string, shown: string, settingsOf?: SettingsOf): Promise<ConfigLayer> {
  const { value, document } = checkedDocument(text, configSchema, { shown, words: configWords });
  const { probes, calibration, ...others } = value;
  const rest = { ...others, ...(calibration && { calibration: curvesOf(calibration, document) }) };
  if (probes === undefined) return rest;
  return { ...rest, probes: await checkProbes(probes, { document, settingsOf, words: configWords }) };
}

/** Where probes are written, and how their settings are checked. */
interface ProbesIn {
  readonly document: ConfigDocument;
  readonly settingsOf: SettingsOf | undefined;
  readonly words: FileWords;
}

/** The entries of `probes` as choices. Throws CONFIG or UNKNOWN_NAME with the place of every problem. */
export async function checkProbes(
  probes: readonly { readonly probe: string; readonly [setting: string]: unknown }[],
  { document, settingsOf, words }: ProbesIn,
): Promise<readonly ProbeChoice[]> {
  const choices = probes.map(
    ({ probe, ...settings }, index): ProbeChoice => ({
      name: probe,
      settings,
      where: document.where(["probes", index, "probe"]),
    }),
  );
  if (settingsOf !== undefined) await checkSettings(choices, { document, settingsOf, words });
  return choices;
}

function curvesOf(given: readonly (string | CalibrationChoice)[], document: ConfigDocument) {
  return given.map((entry, index): CalibrationChoice => {
    const choice = typeof entry === "string" ? parseCalibrationWord(entry) : entry;
    return { ...choice, where: document.where(["calibration", index]) };
  });
}

async function checkSettings(
  choices: readonly ProbeChoice[],
  { document, settingsOf, words }: ProbesIn & { readonly settingsOf: SettingsOf },
): Promise<void> {
  const problems: string[] = [];
  for (const [index, { name, settings, where }] of choices.entries()) {
    const schema = await named(settingsOf, name, where ?? document.shown);
    const parsed = schema.safeParse(settings);
    if (!parsed.success) problems.push(...problemsOf(parsed.error, { schema, document, base: ["probes", index] }));
  }
  if (problems.length > 0) throw refusedDocument(problems, { words });
}

/** The schema of a probe; for a name that does not exist the error says where it was written. */
async function named(settingsOf: SettingsOf, name: string, where: string): Promise<ZodType> {
  try {
    return await settingsOf(name);
  } catch (error) {
    if (!(error instanceof MeasurementError)) throw error;
    throw new MeasurementError(error.code, `${where}: ${error.message}`, error.remedy, { cause: error });
  }
}
