import * as z from "zod";
import { points } from "../../src/core/rail.js";
import { settingError } from "../../src/core/settings-error.js";
import { railSettings } from "../shared/rail-settings.js";
import { type AnyProtocol, protocolNames, protocols } from "./protocols.js";

const rail = z.strictObject({
  name: z.string().min(1).optional().describe("what to call it in place of the meter's own name"),
  point: z.enum(points).optional().describe("where it is measured; needed where the meter cannot know"),
  accuracyPercent: z
    .number()
    .positive()
    .max(100)
    .optional()
    .describe("limit of error of its power, % of the reading; needed where the protocol knows no data sheet"),
  shuntOhm: z.number().positive().optional().describe("resistance of the shunt, where the meter gives its voltage"),
  partOf: z.string().min(1).optional().describe("the rail, by its name here, that already contains this one"),
  plausibleW: z.number().positive().optional().describe("the largest power it can carry: more is a gap, not a reading"),
});
/** What the user says of one rail. */
export type RailWords = z.infer<typeof rail>;

/** Settings of each protocol, under its name: they work as `csv.periodMs=1` on the command line, and nested in a file. */
const ofProtocols: Readonly<Record<never, z.ZodType>> = Object.fromEntries(
  protocols.map(({ name, title, settings }) => [name, settings.optional().describe(`for protocol ${name}: ${title}`)]),
);

const base = z.strictObject({
  path: z
    .string()
    .min(1)
    .describe("the port, e.g. /dev/ttyUSB0, or its link below /dev/serial/by-id that stays the same"),
  protocol: z.enum(protocolNames).describe("how the meter talks; its own settings stand under the protocol's name"),
  baudRate: z
    .int()
    .min(50)
    .max(12_000_000)
    .optional()
    .describe("speed of the line, where it is not the meter's usual one"),
  markers: z
    .boolean()
    .default(false)
    .describe("send the meter's own marker at begin and end of the command, where it has one: bounds its delay"),
  markLine: z
    .enum(["dtr", "rts"])
    .optional()
    .describe("line of the port that is up while the command runs; dtr of the meter's own port resets many a board"),
  markPort: z.string().min(1).optional().describe("the port whose markLine it is, where that is not the meter's own"),
  markColumn: z
    .string()
    .min(1)
    .optional()
    .describe(
      "the meter's channel that is wired to markLine: it is recorded beside power, and its edges bound the delay",
    ),
  rails: z.record(z.string(), rail).default({}).describe("what you know of the rails, by the meter's own names"),
  only: railSettings.only,
  totals: railSettings.totals,
});

/** What can be set. */
export const settings = base.extend(ofProtocols).superRefine((given, context) => {
  const chosen = protocolOf(given.protocol);
  const own = new Map(Object.entries(given));
  for (const name of protocolNames) {
    if (name !== chosen.name && own.get(name) !== undefined)
      context.addIssue({
        code: "custom",
        path: [name],
        message: `is for protocol ${name}; this one is ${chosen.name}`,
      });
  }
  for (const key of ["markPort", "markColumn"] as const)
    if (given[key] !== undefined && given.markLine === undefined)
      context.addIssue({ code: "custom", path: [key], message: "needs markLine=dtr or markLine=rts" });
  if (given.markers && given.markLine !== undefined)
    context.addIssue({
      code: "custom",
      path: ["markers"],
      message: "is one way to mark, markLine another: choose one",
    });
  const missing =
    own.get(chosen.name) === undefined ? chosen.settings.safeParse({}, { error: settingError }).error : undefined;
  for (const { path, message } of missing?.issues ?? [])
    context.addIssue({ code: "custom", path: [chosen.name, ...path], message });
});
/** The settings as parsed; those of the protocol are `ownSettings`. */
export type Settings = z.infer<typeof base>;

/** The protocol of that name, which the settings' schema has checked. */
export function protocolOf(name: string): AnyProtocol {
  const found = protocols.find((protocol) => protocol.name === name);
  if (found === undefined) throw new RangeError(`no protocol ${name}`);
  return found;
}

/** The parsed settings of the chosen protocol. */
export function ownSettings(given: Settings, protocol: AnyProtocol): unknown {
  return new Map<string, unknown>(Object.entries(given)).get(protocol.name) ?? protocol.settings.parse({});
}
