/** A thing to be named: the name it would like, and where it is, for when two want the same. */
export interface Named {
  readonly name: string;
  readonly place: string;
}

/** Names that are unique and stay the same at every start: things of one name all get `@place`. */
export function uniqueNames(things: readonly Named[]): readonly string[] {
  const wanted = new Map<string, number>();
  for (const { name } of things) wanted.set(name, (wanted.get(name) ?? 0) + 1);
  const placed = things.map(({ name, place }) => (wanted.get(name) === 1 ? name : `${name}@${place}`));
  const seen = new Map<string, number>();
  return placed.map((name) => {
    const before = seen.get(name) ?? 0;
    seen.set(name, before + 1);
    return before === 0 ? name : `${name}#${before + 1}`;
  });
}
