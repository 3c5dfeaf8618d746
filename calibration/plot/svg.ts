/** Attributes of an element; numbers are written with two decimals. */
export type Attributes = Readonly<Record<string, string | number | undefined>>;

const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** What XML 1.0 does not allow, not even escaped, and halves of pairs that are none. */
const forbidden =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** Text from outside, safe inside an element or an attribute of XML and HTML. */
export const escapeText = (text: string): string =>
  text.replace(forbidden, "\ufffd").replace(/[&<>"]/g, (character) => entities[character] ?? "");

/** One element; `children` are elements, already text. */
export function element(name: string, attributes: Attributes, children: readonly string[] = []): string {
  const written = Object.entries(attributes).map(([key, value]) =>
    value === undefined ? "" : ` ${key}="${typeof value === "number" ? digits(value) : escapeText(value)}"`,
  );
  const open = `<${name}${written.join("")}`;
  return children.length === 0 ? `${open}/>` : `${open}>${children.join("")}</${name}>`;
}

/** A coordinate: hundredths of a pixel are more than is seen. */
export const digits = (value: number): string => String(Math.round(value * 100) / 100 || 0);

/** A line of text at a place. */
export const text = (x: number, y: number, words: string, attributes: Attributes = {}): string =>
  element("text", { x, y, class: "ink", fill: "#1d2126", "font-size": 12, ...attributes }, [escapeText(words)]);

/** `x,y x,y ...` for lines and areas. */
export const places = (points: readonly (readonly [number, number])[]): string =>
  points.map(([x, y]) => `${digits(x)},${digits(y)}`).join(" ");
