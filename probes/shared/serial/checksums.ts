/** Checksums of one byte that lines may end in. */
export const checksums = ["xor8", "sum8", "crc8"] as const;
/** XOR of the bytes `[from..to)`. */
export function xor8(bytes: Uint8Array, from: number, to: number): number {
  let sum = 0;
  for (let at = from; at < to; at++) sum ^= bytes[at] ?? 0;
  return sum;
}

/** Sum of the bytes `[from..to)`, modulo 256. */
export function sum8(bytes: Uint8Array, from: number, to: number): number {
  let sum = 0;
  for (let at = from; at < to; at++) sum += bytes[at] ?? 0;
  return sum & 0xff;
}

/** CRC-8 with polynomial x^8 + x^2 + x + 1 (0x07), beginning at 0, not reflected. */
function crc8(bytes: Uint8Array, from: number, to: number): number {
  let crc = 0;
  for (let at = from; at < to; at++) {
    crc ^= bytes[at] ?? 0;
    for (let bit = 0; bit < 8; bit++) crc = crc & 0x80 ? ((crc << 1) ^ 0x07) & 0xff : crc << 1;
  }
  return crc;
}

/** The function of each. */
export const checksumOf = { xor8, sum8, crc8 } as const;

/** The byte that two hexadecimal digits say; undefined when they are none. */
export function readHex(bytes: Uint8Array, from: number, to: number): number | undefined {
  if (to - from !== 2) return undefined;
  const high = hexDigit(bytes[from] ?? 0);
  const low = hexDigit(bytes[from + 1] ?? 0);
  return high < 0 || low < 0 ? undefined : high * 16 + low;
}

function hexDigit(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const letter = byte | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x61 + 10 : -1;
}
