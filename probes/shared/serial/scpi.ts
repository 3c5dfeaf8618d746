import * as z from "zod";
import { MeasurementError } from "../../../src/core/error.js";
import { Inbox } from "./inbox.js";
import { defineProtocol, type Link } from "./protocol.js";
import { parseAnswer } from "./scpi-answer.js";
import { Dialogue, IDENTIFY, line, type Question, type Source } from "./scpi-dialogue.js";
import { planQuestions } from "./scpi-plan.js";
import { type Profile, profileNames, profileOf } from "./scpi-profiles.js";

/** A conversion over many periods of the mains takes that long. */
const PATIENCE_S = 3;
const QUIET_S = 0.2;
/** A lost answer costs that long. */
const LOST_S = 2;

const command = z.string().regex(/^[ -~]+$/, "must be one line of ASCII");
const question = command.regex(/\?/, "must be a question: it has no ?");

const settings = z
  .strictObject({
    profile: z.enum(profileNames).optional().describe("an instrument whose commands are known"),
    channels: z
      .array(z.int().min(1).max(99))
      .min(1)
      .refine((channels) => new Set(channels).size === channels.length, "must not name one twice")
      .default([1])
      .describe("channels or elements of the profile's instrument"),
    volts: z.number().positive().optional().describe("voltage of a rail of which only the current is measured, V"),
    init: z.array(command).optional().describe("commands sent at first, in place of the profile's"),
    rails: z
      .record(
        z.string().min(1),
        z.strictObject({
          voltage: question.optional().describe("question for volts, e.g. MEAS:VOLT? (@1)"),
          current: question.optional().describe("question for amperes"),
          power: question.optional().describe("question for watts, in place of both"),
          volts: z.number().positive().optional().describe("volts, where only the current is measured"),
        }),
      )
      .optional()
      .describe(
        "what to ask for each rail, in place of the profile's; #2 after a question: its answer's second number",
      ),
    periodMs: z.number().min(10).max(3_600_000).default(200).describe("time from one row to the next, ms"),
  })
  .refine(
    ({ profile, rails }) => profile !== undefined || Object.keys(rails ?? {}).length > 0,
    `needs profile (${profileNames.join(", ")}), or rails with their questions`,
  );
type Settings = z.infer<typeof settings>;

/** Bench instruments that are asked for each number, in lines of text (devices.md F7). */
export const scpi = defineProtocol<Settings>({
  name: "scpi",
  title: "bench meters, supplies and power analysers that answer SCPI questions",
  baudRate: 9600,
  settings,
  async open(given, link) {
    const profile = given.profile === undefined ? undefined : profileOf(given.profile);
    const { rails, queries, columns } = planQuestions(given.rails ?? profile?.rails(given.channels) ?? {}, {
      ...profile,
      volts: given.volts,
    });
    const inbox = new Inbox(link, PATIENCE_S);
    const identity = await identify(inbox, link);
    if (profile !== undefined) await checkProfile(profile, { identity, name: given.profile ?? "" }, { inbox, link });
    for (const each of given.init ?? profile?.init(given.channels) ?? []) await link.write(line(each));
    const questions: Question[] = [];
    for (const [index, query] of queries.entries()) {
      const least = leastNumbers(columns, index);
      questions.push({ query, numbers: await tryQuestion(query, least, { inbox, link }) });
    }
    const period = given.periodMs / 1000;
    const patiencePeriods = Math.max(2, Math.ceil(LOST_S / period));
    const dialogue = new Dialogue({ identity, questions, columns, patiencePeriods });
    return {
      device: identity.split(",").slice(0, 3).join(" ").trim(),
      rails,
      period,
      tick: undefined,
      decoder: dialogue,
      request: (due) => dialogue.request(due),
    };
  },
});

interface Line {
  readonly inbox: Inbox;
  readonly link: Link;
}

const leastNumbers = (columns: readonly Source[], question: number): number =>
  Math.max(...columns.filter((source) => source.question === question).map(({ field }) => field + 1));

async function identify(inbox: Inbox, link: Link): Promise<string> {
  await inbox.silence(QUIET_S);
  await link.write(line(IDENTIFY));
  const identity = (await inbox.line())?.trim();
  if (identity !== undefined && /^[ -~]*,[ -~]*$/.test(identity) && parseAnswer(identity) === undefined)
    return identity;
  throw new MeasurementError(
    "UNAVAILABLE",
    identity === undefined
      ? "The instrument does not answer *IDN?"
      : `The instrument answers *IDN? with ${JSON.stringify(identity.slice(0, 80))}`,
    "See that it is set to SCPI on this port, and that baudRate is the one in its menu",
  );
}

async function checkProfile(
  { identity: expected, check }: Profile,
  { identity, name }: { readonly identity: string; readonly name: string },
  { inbox, link }: Line,
): Promise<void> {
  if (!expected.test(identity))
    throw new MeasurementError(
      "CONFIG",
      `Profile ${name} is not for this instrument: it is a ${identity}`,
      `Choose another of ${profileNames.join(", ")}, or say what to ask under scpi.rails`,
    );
  if (check === undefined) return;
  await link.write(line(check.query));
  const answer = (await inbox.line())?.trim();
  if (answer !== check.answer)
    throw new MeasurementError(
      "UNAVAILABLE",
      `The instrument answers ${check.query} with ${JSON.stringify(answer ?? "nothing")}, not ${check.answer}`,
      check.remedy,
    );
}

/** How many numbers the answer has. */
async function tryQuestion(query: string, least: number, { inbox, link }: Line): Promise<number> {
  await link.write(line(query));
  const answer = await inbox.line();
  const numbers = answer === undefined ? undefined : parseAnswer(answer)?.length;
  if (numbers !== undefined && numbers >= least) return numbers;
  throw new MeasurementError(
    "UNAVAILABLE",
    answer === undefined
      ? `The instrument does not answer ${query}`
      : `The instrument answers ${query} with ${JSON.stringify(answer.slice(0, 80))}, which has not ${least} numbers`,
    "See its manual for the question, or choose the profile of this instrument",
  );
}
