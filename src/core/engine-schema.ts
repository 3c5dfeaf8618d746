import * as z from "zod";

const text = (meaning: string) => z.string().min(1, "must not be empty").describe(meaning);

/** A JavaScript regular expression that is matched against single lines. */
const pattern = (meaning: string) =>
  text(meaning).refine(isPattern, { error: "is not a regular expression of JavaScript's syntax" });

function isPattern(source: string): boolean {
  try {
    return new RegExp(source, "u") instanceof RegExp;
  } catch {
    return false;
  }
}

const withGroup = (meaning: string) =>
  pattern(meaning).refine((source) => isPattern(source) && (new RegExp(`${source}|`, "u").exec("")?.length ?? 0) > 1, {
    error: "has no group: put the number in brackets",
  });

const caveat = z.strictObject({
  code: text("Short name of what is to be known"),
  severity: z.enum(["note", "degraded", "invalid"]),
  message: text("What, and why"),
  remedy: text("What to do about it"),
});

/** What a program that is measured says of its work: where it prints it, and what its number means. A file, so that anybody can add one. */
export const engineSchema = z
  .strictObject({
    schema: z.literal("joulemark/engine/v1"),
    name: text("The word of --engine"),
    title: text("The program, and the versions whose output this was written for"),
    example: text("A command line it is for"),
    reads: z
      .union([z.enum(["stdout", "stderr", "output"]), z.strictObject({ file: text("Below the working folder") })])
      .describe("Where the number is: a stream, both of them (output), or a file that the program writes"),
    unit: text("What is counted, e.g. img"),
    number: withGroup("The line with the number; its first group, or the one named value, is the number"),
    occurs: z
      .enum(["once", "last"])
      .default("once")
      .describe("once: a second number is an error; last: it is printed again as the program goes on"),
    means: z
      .enum(["count", "rate", "seconds", "milliseconds"])
      .describe(
        "count: units of work; rate: units a second; seconds, milliseconds: time of one pass, of one unit or one batch",
      ),
    perBatch: z.boolean().default(false).describe("The number is of one batch: it is multiplied by --batch"),
    window: z
      .strictObject({
        name: text("Name of the window"),
        begin: pattern("The line with which measured work begins"),
        end: pattern("The line with which it ends"),
      })
      .optional()
      .describe("Where the output tells: power is taken between these lines, not over the whole command"),
    requires: z
      .array(z.strictObject({ line: pattern("A line that has to be there"), otherwise: caveat }))
      .default([])
      .describe("What has to be printed for the number to count"),
    caveats: z.array(caveat).default([]).describe("What is to be known of every number of this program"),
  })
  .meta({ title: "joulemark engine", description: "How the work of a program is read from what it prints" });

/** How the work of a program is read from what it prints. */
export type EngineFile = z.infer<typeof engineSchema>;
