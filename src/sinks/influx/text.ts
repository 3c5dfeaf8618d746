import { createHash } from "node:crypto";

/** Servers refuse keys of more than 64 KiB, and no reader wants one of more than a line. */
const MOST_BYTES = 256;
/** Of a text that is written otherwise or cut, so that two that look alike then stay two. */
const DIGEST = 10;
/** Stands for a backslash, which before a comma or at the end would swallow what separates. */
const BACKSLASH_LIKE = "⧵";

/**
 * A tag's value as line protocol has it. What the protocol cannot hold is written otherwise, and never left out: control
 * characters become spaces, a backslash becomes U+29F5, halves of a character U+FFFD, what is longer than 256 bytes is cut,
 * and each of these ends in a digest. An empty text has no tag: ask first.
 */
export const tagText = (text: string): string => tagValue(text).replaceAll(/[,= ]/g, "\\$&");

/** A tag's value as a server has it then: what to ask for. */
export function tagValue(text: string): string {
  const written = plain(text);
  return written === text && Buffer.byteLength(text) <= MOST_BYTES ? text : `${begun(written)}~${digestOf(text)}`;
}

/** A string field, in its quotes. Line ends stay: the protocol allows them there. */
export const stringField = (text: string): string => `"${wellFormed(text).replaceAll(/["\\]/g, "\\$&")}"`;

/** Halves of a character are no text: what is sent is UTF-8. */
const wellFormed = (text: string): string => Buffer.from(text).toString("utf8");

const plain = (text: string): string =>
  wellFormed(text)
    .replaceAll(/[\p{Cc}\u2028\u2029]/gu, " ")
    .replaceAll("\\", BACKSLASH_LIKE);

/** By its units of UTF-16: halves of a character are told apart. */
const digestOf = (text: string): string =>
  createHash("sha256").update(Buffer.from(text, "utf16le")).digest("hex").slice(0, DIGEST);

/** As much of it as leaves room for a digest; a character cut in two at the end is left out. */
function begun(text: string): string {
  const bytes = Buffer.from(text);
  const most = MOST_BYTES - DIGEST - 1;
  if (bytes.length <= most) return text;
  return bytes
    .subarray(0, most)
    .toString("utf8")
    .replace(/\ufffd+$/, "");
}

/** ` key=value` pairs of a point's identity, in the order of their keys, which is the order servers like best; empty ones left out. */
export const tagsText = (tags: Readonly<Record<string, string>>): string =>
  Object.entries(tags)
    .filter(([, value]) => value !== "")
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `,${key}=${tagText(value)}`)
    .join("");
