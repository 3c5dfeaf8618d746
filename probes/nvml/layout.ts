/** Offsets in bytes of one value of nvmlDeviceGetFieldValues (devices.md B5). */
export const fieldValue = {
  size: 40,
  fieldId: 0,
  scopeId: 4,
  timestamp: 8,
  valueType: 24,
  nvmlReturn: 28,
  value: 32,
} as const;

/** Offsets of one of nvmlDeviceGetSamples. */
export const sampleValue = { size: 16, timestamp: 0, value: 8 } as const;

/** Offsets of what nvmlDeviceGetPciInfo_v3 fills; the bus id has 32 bytes. */
export const pciInfo = { size: 68, busId: 36 } as const;

/** A value that the driver has none of, in a field of 64 bits; in one of 32 it is beyond any power. */
const LARGEST = BigInt(Number.MAX_SAFE_INTEGER);

/** A whole number of 64 bits, or why it is none. */
export const wholeNumber = (value: bigint): number | string => (value > LARGEST ? "out-of-range" : Number(value));

/** The number at `offset`, of the library's value type; the word for why there is none. */
export function typedNumber(bytes: Buffer, type: number, offset: number): number | string {
  const read = readers[type]?.(bytes, offset);
  if (read === undefined) return "unknown-type";
  if (typeof read === "string") return read;
  return Number.isFinite(read) && read >= 0 ? read + 0 : "unreadable";
}

/** By value type: double, unsigned int, unsigned long, unsigned long long, signed long long, signed int, unsigned short. */
const readers: readonly ((bytes: Buffer, offset: number) => number | string)[] = [
  (bytes, offset) => bytes.readDoubleLE(offset),
  (bytes, offset) => bytes.readUInt32LE(offset),
  (bytes, offset) => wholeNumber(bytes.readBigUInt64LE(offset)),
  (bytes, offset) => wholeNumber(bytes.readBigUInt64LE(offset)),
  (bytes, offset) => wholeNumber(bytes.readBigInt64LE(offset)),
  (bytes, offset) => bytes.readInt32LE(offset),
  (bytes, offset) => bytes.readUInt16LE(offset),
];

/** The text that a C string in the buffer holds. */
export function textIn(bytes: Buffer, from = 0): string {
  const end = bytes.indexOf(0, from);
  return bytes.toString("utf8", from, end < 0 ? bytes.length : end);
}
