import { MeasurementError } from "../../core/error.js";
import type { SetupFlags } from "../verbs-influx.js";
import { hoursOf } from "./duration.js";
import type { SetupOptions } from "./setup.js";

/** Flags of `influx setup`. Throws CONFIG for what makes no sense, or does not go together. */
export function setupOptions(flags: SetupFlags): SetupOptions {
  const { user, credentials, passwordStdin = false, passwordCommand, newPassword = false, json = false } = flags;
  const about = { "--credentials": credentials, "--password-command": passwordCommand };
  const asked = [
    ...Object.entries(about).flatMap(([flag, value]) => (value === undefined ? [] : [flag])),
    ...(passwordStdin ? ["--password-stdin"] : []),
    ...(newPassword ? ["--new-password"] : []),
  ];
  if (user === false && asked[0] !== undefined) throw together("--no-user", asked[0]);
  if (passwordStdin && passwordCommand !== undefined) throw together("--password-stdin", "--password-command");
  return {
    keep: flags.keep === undefined ? undefined : hoursOf("--keep", flags.keep),
    keepMeans: flags.keepMeans === undefined ? undefined : hoursOf("--keep-means", flags.keepMeans),
    user: user === false ? undefined : user,
    credentials,
    passwordStdin,
    passwordCommand,
    newPassword,
    json,
  };
}

const together = (one: string, other: string): MeasurementError =>
  new MeasurementError("CONFIG", `${one} does not go with ${other}`, "Leave one of them away");
