/** As much of a schema's issue as is looked at. */
interface RawIssue {
  readonly code?: string | undefined;
  readonly input?: unknown;
  readonly values?: readonly unknown[] | undefined;
  readonly expected?: string | undefined;
}

/**
 * Words for a setting that was not given, and for one of a list that was given alone, in place of the schema library's own:
 * it speaks of an input that was undefined, and of arrays.
 */
export function settingError({ code, input, expected, values = [] }: RawIssue): string | undefined {
  if (expected === "array" && ["string", "number"].includes(typeof input))
    return `is a list: in the shell ${`'[${JSON.stringify(input)}]'`}, with commas between more`;
  if (input !== undefined) return undefined;
  return code === "invalid_value" ? `is missing; one of ${values.map(String).join(", ")}` : "is missing";
}
