/** A name in InfluxQL. */
export const nameText = (name: string): string => `"${name.replaceAll(/["\\]/g, "\\$&").replaceAll("\n", "\\n")}"`;

/** A text in InfluxQL. */
export const stringText = (text: string): string => `'${text.replaceAll(/['\\]/g, "\\$&").replaceAll("\n", "\\n")}'`;

/** `key='value' AND ...` of what is given; always true of nothing. */
export const whereText = (tags: Readonly<Record<string, string>>): string =>
  Object.entries(tags)
    .map(([tag, value]) => `${nameText(tag)} = ${stringText(value)}`)
    .join(" AND ");
