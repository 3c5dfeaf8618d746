/** Turns one parsed JSON value into a typed one, or throws a ShapeError that names the place. */
export type Read<T> = (value: unknown, at: string) => T;

/** The value at `at` is not what it has to be. */
export class ShapeError extends Error {
  constructor(at: string, wanted: string) {
    super(`${at === "" ? "it" : at} is not ${wanted}`);
    this.name = "ShapeError";
  }
}

type Fields = Readonly<Record<string, Read<unknown>>>;
type ObjectOf<Required extends Fields, Optional extends Fields> = {
  readonly [Key in keyof Required]: ReturnType<Required[Key]>;
} & { readonly [Key in keyof Optional]?: ReturnType<Optional[Key]> };

/** Whether a JSON value has keys: not null, and not a list. */
export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Any JSON value, as it is. */
export const anything: Read<unknown> = (value) => value;

/** A string, the empty one too. Throws ShapeError. */
export const text: Read<string> = (value, at) => {
  if (typeof value !== "string") throw new ShapeError(at, "a string");
  return value;
};

/** A boolean; no other value counts as true or false. Throws ShapeError. */
export const truth: Read<boolean> = (value, at) => {
  if (typeof value !== "boolean") throw new ShapeError(at, "true or false");
  return value;
};

/** A number; NaN and the infinities, for which JSON has no word, are strings (see `toJson`). */
export const number: Read<number> = (value, at) => {
  if (typeof value === "number") return value;
  if (value === "NaN" || value === "Infinity" || value === "-Infinity") return Number(value);
  throw new ShapeError(at, "a number");
};

/** An int64 of nanoseconds as a decimal string: a JSON number loses the last digits. */
export const instant: Read<bigint> = (value, at) => {
  if (typeof value !== "string" || !/^-?\d{1,19}$/.test(value)) throw new ShapeError(at, "nanoseconds in a string");
  const parsed = BigInt(value);
  if (BigInt.asIntN(64, parsed) !== parsed) throw new ShapeError(at, "within 64 bits");
  return parsed;
};

/** One of the given words. */
export const oneOf =
  <const Word extends string>(...words: readonly Word[]): Read<Word> =>
  (value, at) => {
    const found = words.find((word) => word === value);
    if (found === undefined) throw new ShapeError(at, `one of ${words.join(", ")}`);
    return found;
  };

/** null, or what `read` reads. */
export const orNull =
  <T>(read: Read<T>): Read<T | null> =>
  (value, at) =>
    value === null ? null : read(value, at);

/** A list whose every item `read` reads; a wrong one is named by its index. Throws ShapeError. */
export const list =
  <T>(read: Read<T>): Read<readonly T[]> =>
  (value, at) => {
    if (!Array.isArray(value)) throw new ShapeError(at, "a list");
    return value.map((item, index) => read(item, `${at}[${index}]`));
  };

/** An object of arbitrary keys. */
export const dictionary: Read<Readonly<Record<string, unknown>>> = (value, at) => {
  if (!isObject(value)) throw new ShapeError(at, "an object");
  return value;
};

/** An object with these keys; others are passed over, so that a newer writer can add some. */
export function object<R extends Fields, O extends Fields = Record<never, never>>(
  required: R,
  optional?: O,
): Read<ObjectOf<R, O>> {
  return (value, at) => {
    const source = dictionary(value, at);
    const below = (key: string) => (at === "" ? key : `${at}.${key}`);
    const result: Record<string, unknown> = {};
    for (const [key, read] of Object.entries(required)) result[key] = read(source[key], below(key));
    for (const [key, read] of Object.entries(optional ?? {})) {
      if (source[key] !== undefined) result[key] = read(source[key], below(key));
    }
    // The loops above filled in exactly the keys of R and O, which the compiler cannot follow.
    return result as ObjectOf<R, O>;
  };
}

/** JSON text in which an int64 is a decimal string and a number JSON has no word for is that word. */
export const toJson = (value: unknown, indent?: number): string =>
  JSON.stringify(
    value,
    (_key, item: unknown) => {
      if (typeof item === "bigint") return item.toString();
      return typeof item === "number" && !Number.isFinite(item) ? String(item) : item;
    },
    indent,
  );
