import { clean } from "../text.js";

/** Markup that is safe to stand in a page as it is. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** What a template takes: text is escaped, markup is not; nothing is nothing. */
export type Part = string | number | Html | readonly Html[] | null | undefined;

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Text as it stands in markup or between quotes of an attribute; control characters and what turns the writing around are shown. */
export const escaped = (text: string): string =>
  clean(text).replace(/[&<>"']/g, (character) => entities[character] ?? "");

/** Markup with every part that is not markup escaped. */
export function html(texts: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return new Html(texts.map((text, k) => text + markupOf(parts[k])).join(""));
}

function markupOf(part: Part): string {
  if (part === null || part === undefined) return "";
  if (part instanceof Html) return part.text;
  if (typeof part === "object") return part.map(({ text }) => text).join("");
  return escaped(String(part));
}

/** Nothing. */
export const nothing = new Html("");

/** JSON inside of a script element: nothing in it ends the element. */
export const scriptJson = (value: unknown): Html =>
  new Html(
    JSON.stringify(value).replaceAll("<", "\\u003c").replaceAll("\u2028", "\\u2028").replaceAll("\u2029", "\\u2029"),
  );

/** No longer than that, with a sign that there was more. */
export function shortened(text: string, most: number): string {
  const characters = [...text.slice(0, 4 * most)];
  return characters.length <= most ? text : `${characters.slice(0, most - 1).join("")}…`;
}
