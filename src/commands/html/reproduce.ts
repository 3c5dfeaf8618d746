import { isObject } from "../../core/json-shape.js";
import type { Manifest, RecordedProbe } from "../../core/recording.js";
import type { Reproduction } from "../../report/html/page-data.js";
import { commandText } from "../../report/words.js";

/** Settings that are an option of the command line under another name. */
const options: readonly (readonly [setting: string, flag: string])[] = [
  ["rate", "--rate"],
  ["warmup", "--warmup"],
  ["repeat", "--repeat"],
  ["seed", "--seed"],
  ["phaseShift", "--phase-shift"],
  ["cooldownS", "--cooldown"],
  ["idleS", "--idle"],
  ["durationS", "--duration"],
  ["timeoutS", "--timeout"],
  ["engine", "--engine"],
  ["batch", "--batch"],
  ["workRegex", "--work-regex"],
  ["markRegex", "--mark-regex"],
];

/** As they are without an option. */
const defaults: Readonly<Record<string, unknown>> = { repeat: 1, warmup: 0, cooldownS: 0, idleS: 0 };

/** The command that measures this once more, as far as the recording tells it, and the one that reports it again. */
export function reproductionOf(manifest: Manifest, folder: string | null): Reproduction {
  const { command, name } = manifest;
  const settings = abWords(manifest.settings);
  const targeted = settings["targetUncertainty"] !== undefined;
  const [verb, theirs] = verbOf(command);
  const words = [
    "joulemark",
    verb,
    ...manifest.probes.flatMap((probe) => ["--probe", probeWord(probe)]),
    ...options
      .filter(([setting]) => !(targeted && setting === "repeat"))
      .flatMap(([setting, flag]) => optionWords(flag, settings[setting], defaults[setting])),
    ...targetWords(settings),
    ...(settings["syncPulse"] === true ? ["--sync-pulse"] : []),
    ...(verb === "run" ? workWords(manifest) : []),
    ...(name === undefined ? [] : ["--name", name]),
    ...theirs,
  ];
  return {
    command: commandText(words),
    notes: notesOf(settings),
    report: commandText(["joulemark", "report", folder ?? manifest.id]),
  };
}

/** With a target, the repeats in the settings are those of the pilot. */
function targetWords({ targetUncertainty, maxRepeats }: Manifest["settings"]): readonly string[] {
  if (typeof targetUncertainty !== "number") return [];
  const percent = `${Number((100 * targetUncertainty).toPrecision(12))}%`;
  return [
    "--target-uncertainty",
    percent,
    ...(typeof maxRepeats === "number" ? ["--max-repeats", String(maxRepeats)] : []),
  ];
}

/** Two commands in turn have as many blocks as each has runs. */
function abWords(settings: Manifest["settings"]): Manifest["settings"] {
  const { ab, repeat } = settings;
  return isObject(ab) && typeof repeat === "number" ? { ...settings, repeat: repeat / 2, seed: ab["seed"] } : settings;
}

function verbOf([first, second, ...rest]: readonly string[]): readonly [verb: string, words: readonly string[]] {
  if (first === undefined) return ["record", []];
  if (first === "joulemark-runner" && second === "run") return ["bench", benchWords(rest)];
  if (first === "--ab") return ["run", [first, ...(second === undefined ? [] : [second]), ...rest]];
  return ["run", ["--", first, ...(second === undefined ? [] : [second]), ...rest]];
}

/** The runner counts in milliseconds, `bench` in seconds. */
function benchWords(words: readonly string[]): readonly string[] {
  return words.map((word, k) => {
    const before = words[k - 1];
    if (before === "--duration-ms" || before === "--warmup-ms") return String(Number(word) / 1000);
    return word === "--duration-ms" || word === "--warmup-ms" ? word.slice(0, -3) : word;
  });
}

const optionWords = (flag: string, value: unknown, standard: unknown): readonly string[] =>
  value === undefined || value === null || value === standard ? [] : [flag, String(value)];

/** A probe with its settings as `--probe` reads them: `parseProbeWord` gives the same again. */
export function probeWord({ name, settings }: Pick<RecordedProbe, "name" | "settings">): string {
  const kind = name.replace(/#\d+$/, "");
  const pairs = pairsOf(isObject(settings) ? settings : {}, "");
  return pairs.length === 0 ? kind : `${kind}:${pairs.join(",")}`;
}

function pairsOf(settings: Readonly<Record<string, unknown>>, above: string): readonly string[] {
  return Object.entries(settings).flatMap(([key, value]): readonly string[] => {
    if (value === undefined) return [];
    if (isObject(value)) return pairsOf(value, `${above}${key}.`);
    return [`${above}${key}=${typeof value === "string" && plainValue.test(value) ? value : JSON.stringify(value)}`];
  });
}

/** Text that neither ends at a comma nor reads as a number, a truth or JSON. */
const plainValue = /^(?!-?[\d.]|true$|false$)[^,"[{\s]+$/;

function workWords({ work, settings }: Manifest): readonly string[] {
  // an engine has a unit of its own
  if (work === undefined || settings["engine"] !== undefined) return [];
  return [...(work.count === undefined ? [] : ["--work", String(work.count)]), "--unit", work.unit];
}

function notesOf(settings: Manifest["settings"]): readonly string[] {
  const stored = settings["calibration"];
  const curves = isObject(stored) && Array.isArray(stored["curves"]) ? stored["curves"] : [];
  const ids = curves.flatMap((choice: unknown) => {
    const curve = isObject(choice) ? choice["curve"] : undefined;
    return isObject(curve) && typeof curve["id"] === "string" ? [curve["id"]] : [];
  });
  return [
    "Probes and options are as this recording has them; what a configuration file said is among them.",
    ...(ids.length === 0 ? [] : [`Add --calibration for the curves that it was corrected by: ${ids.join(", ")}.`]),
    ...(typeof settings["root"] === "string" ? [`Instruments were looked for below ${settings["root"]}.`] : []),
  ];
}
