import type { Authorization } from "./credentials.js";

/** What is shorter is no secret, and each place where it is struck out would tell it. */
const LEAST_LENGTH = 3;
const STRUCK = "***";
const MOST_SHOWN = 300;

/** A text that may be shown. */
export type Strike = (text: string) => string;

/**
 * Strikes secrets out of what a server says, to be shown, logged or kept: some quote what they were asked with (vmauth:
 * `cannot find the provided auth token "Bearer ..."`). Nothing is decided by a text that was struck.
 */
export function striking(authorization: Authorization, ...more: readonly string[]): Strike {
  const quoted = [...secretsOf(authorization), ...more].flatMap(formsOf);
  const forms = quoted.filter(({ length }) => length >= LEAST_LENGTH).sort((a, b) => b.length - a.length);
  if (forms.length === 0) return (text) => text;
  const any = new RegExp(forms.map((form) => form.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, "\\$&")).join("|"), "gi");
  return (text) => text.replaceAll(any, STRUCK);
}

/** The first of a server's words on one line, struck before they are cut: nothing of a server commands the terminal. */
export const shownWords = (text: string, strike: Strike): string =>
  strike(text)
    .replaceAll(/[\p{Cc}\s]+/gu, " ")
    .trim()
    .slice(0, MOST_SHOWN);

/** What an answer in JSON gives as its error, unquoted; undefined where it is none. */
export function errorIn(text: string): string | undefined {
  const quoted = /^\s*\{.*?"(?:error|message)"\s*:\s*("(?:[^"\\]|\\.)*")/s.exec(text)?.[1];
  if (quoted === undefined) return undefined;
  try {
    return String(JSON.parse(quoted));
  } catch {
    return quoted.slice(1, -1);
  }
}

/** What follows the scheme of a header, and the password in it. */
function secretsOf(authorization: Authorization = ""): readonly string[] {
  const [scheme = "", value = ""] = authorization.split(/ (.*)/s);
  if (scheme !== "Basic") return [value];
  const [, password = ""] = Buffer.from(value, "base64").toString("utf8").split(/:(.*)/s);
  return [value, password];
}

/** As texts are quoted in JSON (Go's own besides), InfluxQL, addresses, forms and pages, and base64. */
function formsOf(secret: string): readonly string[] {
  const bytes = Buffer.from(secret, "utf8");
  const json = JSON.stringify(secret).slice(1, -1);
  const uri = encodeURIComponent(secret);
  return [
    secret,
    json,
    json.replaceAll(/[<>&]/g, (sign) => `\\u00${sign.charCodeAt(0).toString(16)}`),
    secret.replaceAll(/['\\]/g, "\\$&"),
    uri,
    new URLSearchParams({ "": secret }).toString().slice(1),
    secret.replaceAll(/[&<>"']/g, (sign) => entities[sign] ?? sign),
    bytes.toString("base64").replace(/=+$/, ""),
    bytes.toString("base64url"),
    secret.replace(/=+$/, ""),
  ];
}

/** As Go writes them. */
const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&#34;",
  "'": "&#39;",
};
