/** As much of a schema's issue as is looked at. */
interface RawIssue {
  readonly code?: string | undefined;
  readonly input?: unknown;
  readonly values?: readonly unknown[] | undefined;
}

/** Words for a setting that was not given, in place of the schema library's own: it speaks of an input that was undefined. */
export function missingSetting({ code, input, values = [] }: RawIssue): string | undefined {
  if (input !== undefined) return undefined;
  return code === "invalid_value" ? `is missing; one of ${values.map(String).join(", ")}` : "is missing";
}
