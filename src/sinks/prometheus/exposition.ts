/** The media type of the text format, version 0.0.4. */
export const EXPOSITION_TYPE = "text/plain; version=0.0.4; charset=utf-8";

/** A metric: its name, what it is, and whether it only grows. */
export interface Metric {
  readonly name: string;
  readonly help: string;
  readonly type: "gauge" | "counter";
}

/** One value with its labels, which are strings of any kind. */
export interface Labelled {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** Longer ones are cut: a label is a name, and servers refuse what is longer. */
const MOST_CHARACTERS = 256;

/** A family of a metric in the text format; nothing at all where it has no value. What is no number has no line. */
export function familyText({ name, help, type }: Metric, values: readonly Labelled[]): string {
  const lines = values.flatMap(({ labels, value }) =>
    Number.isFinite(value) ? [`${name}${labelsText(labels)} ${value}\n`] : [],
  );
  return lines.length === 0 ? "" : `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines.join("")}`;
}

/** `{a="b",c="d"}`; empty labels are left out, as they mean the same there. */
function labelsText(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).flatMap(([name, value]) =>
    value === "" ? [] : [`${name}="${escaped(value)}"`],
  );
  return pairs.length === 0 ? "" : `{${pairs.join(",")}}`;
}

/** Halves of a character are no UTF-8: they become U+FFFD. */
const escaped = (value: string): string =>
  Buffer.from([...value].slice(0, MOST_CHARACTERS).join(""))
    .toString("utf8")
    .replaceAll("\\", "\\\\")
    .replaceAll('"', '\\"')
    .replaceAll("\n", "\\n");
