import type { Authorization } from "./credentials.js";

/** What is shorter is no secret, and each place where it is struck out would tell it. */
const LEAST_LENGTH = 3;
const STRUCK = "***";

/**
 * Strikes secrets out of what a server says: some quote what they were asked with (vmauth: `cannot find the provided auth
 * token "Bearer ..."`), and what they say is shown, logged and kept.
 */
export function redactor(authorization: Authorization, ...more: readonly string[]): (text: string) => string {
  const forms = [...secretsOf(authorization), ...more].flatMap((secret) => [
    secret,
    JSON.stringify(secret).slice(1, -1),
    encodeURIComponent(secret),
  ]);
  const struck = [...new Set(forms)].filter(({ length }) => length >= LEAST_LENGTH).sort((a, b) => b.length - a.length);
  return (text) => struck.reduce((rest, secret) => rest.replaceAll(secret, STRUCK), text);
}

/** What follows the scheme of a header, and the password in it. */
function secretsOf(authorization: Authorization = ""): readonly string[] {
  const [scheme = "", value = ""] = authorization.split(/ (.*)/s);
  if (scheme !== "Basic") return [value];
  const [, password = ""] = Buffer.from(value, "base64").toString("utf8").split(/:(.*)/s);
  return [value, password];
}
