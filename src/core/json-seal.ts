import { crc32 } from "node:zlib";

const SEAL = /,\s*"crc":\s*"([0-9a-f]{8})"\s*\}\s*$/;

const crcOf = (body: string): string => crc32(body).toString(16).padStart(8, "0");

/**
 * The text of a JSON object of at least one key, with a last key `crc`: the CRC-32 of what stands before it. A flipped bit in a text can leave
 * valid JSON with another number in it, which nothing but a checksum would tell.
 */
export function sealed(json: string): string {
  const body = json.replace(/\s*\}\s*$/, "");
  const [before, colon, after] = json.includes("\n") ? ["\n  ", ": ", "\n"] : ["", ":", ""];
  return `${body},${before}"crc"${colon}"${crcOf(body)}"${after}}`;
}

/** False when the text was changed since it was sealed; true also for one that never was, e.g. written by hand. */
export function isIntact(text: string): boolean {
  const seal = SEAL.exec(text);
  return seal === null || seal[1] === crcOf(text.slice(0, seal.index));
}
