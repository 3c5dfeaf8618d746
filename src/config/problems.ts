import type { ZodError, ZodType } from "zod";
import { didYouMean } from "../core/nearest.js";
import type { ConfigDocument } from "./document.js";
import { type Issue, wordsOf } from "./issue-words.js";
import { otherUnitOf } from "./key-units.js";
import { keysAt, valueAt } from "./schema-node.js";

/** What a schema is checked against: a part of a document, found there by `base`. */
export interface Checked {
  readonly schema: ZodType;
  readonly document: ConfigDocument;
  readonly base: readonly PropertyKey[];
}

/** Each issue as `file:line:column: key: what is wrong`, with the nearest known key for unknown ones. */
export function problemsOf({ issues }: ZodError, { schema, document, base }: Checked): readonly string[] {
  const checked = valueAt(document.value, base);
  return issues.flatMap(innermost).flatMap((issue) => {
    const path = [...base, ...issue.path];
    if (issue.code === "unrecognized_keys") {
      const known = keysAt(schema, issue.path, checked);
      return issue.keys.map((key) => unknownKey(document.where(path, key), key, known));
    }
    const name = path.map(String).join(".");
    const words = wordsOf(issue, valueAt(checked, issue.path));
    return [`${document.where(path)}: ${name === "" ? "" : `${name} `}${words}`];
  });
}

/** Of a union of different types (a word, or a mapping) what is wrong with the one that was written. */
function innermost(issue: Issue): readonly Issue[] {
  if (issue.code !== "invalid_union") return [issue];
  const otherType = ({ code, path }: Issue) => code === "invalid_type" && path.length === 0;
  const meant = issue.errors.find((issues) => !issues.some(otherType));
  return meant?.flatMap((inner) => innermost({ ...inner, path: [...issue.path, ...inner.path] })) ?? [issue];
}

function unknownKey(where: string, key: string, known: readonly string[]): string {
  const list = known.length === 0 ? "there are no keys here" : `known keys: ${known.join(", ")}`;
  return `${where}: unknown key ${JSON.stringify(key)}${otherUnitOf(key, known) ?? didYouMean(key, known)} (${list})`;
}
