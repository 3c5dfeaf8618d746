import * as z from "zod";

const reading = z.union([z.object({ value: z.number(), ms: z.number() }), z.object({ reason: z.string() })]);

const gpu = z.object({
  index: z.int(),
  uuid: z.string(),
  name: z.string(),
  bus: z.string(),
  capability: z.number().optional(),
  limitMilliwatts: z.number().optional(),
  /** By way: the value and how long reading it took, or the word for why there is none. */
  values: z.record(z.string(), reading),
});

/** What the library says of the GPUs, in one line of the program that calls it; or why it says nothing. */
export const answer = z.union([
  z.object({
    driver: z.string(),
    gpus: z.array(gpu),
    /** GPUs that the library counts and does not give. */
    lost: z.array(z.object({ index: z.int(), reason: z.string() })),
  }),
  z.object({
    refused: z.union([
      z.object({ code: z.int(), said: z.string() }),
      z.object({ package: z.string() }),
      z.object({ library: z.string() }),
    ]),
  }),
]);
/** As parsed. */
export type Answer = z.infer<typeof answer>;
/** The same where the library says something. */
export type Described = Extract<Answer, { gpus: unknown }>;
/** The same where it does not. */
export type Refused = Extract<Answer, { refused: unknown }>;
/** One GPU of it. */
export type GpuAnswer = z.infer<typeof gpu>;
/** One value of a GPU. */
export type ValueAnswer = z.infer<typeof reading>;

/** The answer among lines, some of which may be the driver's own; undefined when there is none. */
export function answerIn(lines: readonly string[]): Answer | undefined {
  for (const line of lines) {
    const { success, data } = answer.safeParse(parsed(line));
    if (success) return data;
  }
  return undefined;
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
