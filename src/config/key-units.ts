/** The units that names of keys end in, and how a person calls them. */
const units: Readonly<Record<string, string>> = {
  W: "W",
  V: "V",
  A: "A",
  J: "J",
  C: "degrees Celsius",
  Ohm: "ohm",
  MicroOhms: "micro-ohm",
  Ms: "ms",
  S: "s",
};

const unitKey = new RegExp(`^(.*[a-z0-9])(${Object.keys(units).join("|")})$`);
/** How else a unit may be written at the end of a key. */
const otherUnit =
  /^[_-]?(milli|micro|nano|kilo|mega|m|u|n|k)?[_-]?(w|v|a|j|c|f|k|s|hz|ohms?|watts?|volts?|amp(ere)?s?|joules?|seconds?|celsius)?$/i;
const share = /^[_-]?(percent|pct|%)$/i;

interface NamedUnit {
  readonly stem: string;
  readonly unit: string | undefined;
}

function split(key: string): NamedUnit {
  const [, stem = key, suffix = ""] = unitKey.exec(key) ?? [];
  return { stem, unit: units[suffix] };
}

/** The unit of a key by its name, as in `periodMs`; undefined where its name ends in none. */
export const unitOf = (key: string): string | undefined => split(key).unit;

/** `: give aW, in W` for an unknown key that is a known one in another unit (`aMilliW`, `a`, `etaPercent`); else undefined. */
export function otherUnitOf(key: string, known: readonly string[]): string | undefined {
  const meant = known.find((candidate) => {
    const { stem, unit } = split(candidate);
    if (key.toLowerCase() === candidate.toLowerCase()) return false;
    if (!key.toLowerCase().startsWith(stem.toLowerCase())) return false;
    return (unit === undefined ? share : otherUnit).test(key.slice(stem.length));
  });
  if (meant === undefined) return undefined;
  return `: give ${meant}, ${inUnit(meant)}`;
}

const inUnit = (key: string): string => {
  const unit = unitOf(key);
  return unit === undefined ? "as a fraction of 1" : `in ${unit}`;
};

/** Text that begins as a number does. */
const numberAndMore = /^\s*([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)\s*(.*?)\s*$/i;

/** `must be a plain number in W: write 0.6, not "0.6 W"` for a number that was given with its unit; undefined for other text. */
export function numberWithUnit(key: string, text: string): string | undefined {
  const [, digits, written = ""] = numberAndMore.exec(text) ?? [];
  if (digits === undefined || text.length > 40) return undefined;
  const unit = unitOf(key);
  const plain = `must be a plain number${unit === undefined ? "" : ` in ${unit}`}`;
  const same = written === "" || written.toLowerCase() === unit?.toLowerCase();
  return same ? `${plain}: write ${digits}, not ${JSON.stringify(text)}` : `${plain}, not ${JSON.stringify(text)}`;
}
