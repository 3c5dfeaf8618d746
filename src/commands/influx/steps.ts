/** What was done about one thing. */
export interface Step {
  readonly done: "made" | "changed" | "was there" | "note";
  /** `database`, `retention policy`, `user`, ... */
  readonly what: string;
  readonly name: string;
  readonly detail: string;
}

const WIDTH = "was there".length;

/** One line for people. */
export function stepLine({ done, what, name, detail }: Step): string {
  const subject = [what, name].filter((word) => word !== "").join(" ");
  return `${done.padEnd(WIDTH)}  ${[subject, detail].filter((part) => part !== "").join(": ")}\n`;
}
