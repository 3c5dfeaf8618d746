import * as z from "zod";
import { railSettings } from "../shared/rail-settings.js";

/** What can be set. */
export const settings = z.strictObject({
  only: railSettings.only,
});
/** The settings as parsed. */
export type Settings = z.infer<typeof settings>;
