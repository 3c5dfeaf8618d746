import * as z from "zod";

const number = (meaning: string) => z.number().describe(meaning);

/** Schema of `DeviceClockResult`. */
export const clockSchema = z
  .strictObject({
    probe: z.string(),
    method: z.literal("lower-hull"),
    stamps: number("Samples whose stamps it rests on"),
    leftOut: number("Stamps that were no arrivals"),
    segments: number("Stretches between which the clock was reset or set"),
    wentBack: number("Segments that began because the count went back"),
    fellBehind: number("Segments that began because it fell behind for good"),
    leaptAhead: number("Segments that began because it leapt ahead"),
    offsetS: number("Host, after the recording's start, minus device at the first stamp"),
    uOffsetS: number("Standard uncertainty, the worst in the recording, without the hidden delay"),
    skewPpm: number("How much faster the host's clock runs"),
    uSkewPpm: number("Standard uncertainty"),
    uHiddenDelayS: z.number().nullable().describe("Of the link's least delay; null when nothing bounds it"),
    flushPeriodS: z.number().nullable().describe("Period of an adapter's flush timer"),
    longestPauseS: number("The longest that nothing came"),
  })
  .meta({ id: "DeviceClockResult", description: "How an instrument's clock was put on the host's" });
