import type { ZodError, ZodType } from "zod";
import type { ProbePlan } from "../acquire/open.js";
import { uniqueNames } from "../acquire/open.js";
import { MeasurementError } from "../core/error.js";
import { nearest } from "../core/nearest.js";
import type { AnyProbe } from "../core/probe.js";
import { settingError } from "../core/settings-error.js";
import type { ProbeRegistry } from "./context.js";

/** A probe asked for by name, with settings not yet checked. */
export interface ProbeRequest {
  readonly name: string;
  readonly settings: Readonly<Record<string, unknown>>;
}

/**
 * Reads `NAME` or `NAME:key=value,key=value` as given to `--probe`, or whatever `before` says; values are numbers, true/false, JSON, or text.
 * A key with dots, as in `waveform.type=sine`, reaches into a setting that has parts.
 */
export function parseProbeWord(word: string, before = "--probe "): ProbeRequest {
  const colon = word.indexOf(":");
  if (colon < 0) return { name: word, settings: {} };
  const settings: Record<string, unknown> = {};
  for (const pair of splitPairs(word.slice(colon + 1))) {
    const equals = pair.indexOf("=");
    if (equals < 1)
      throw new MeasurementError(
        "CONFIG",
        `${before}${word}: "${pair}" is not key=value`,
        `Write ${before}NAME:key=value,key=value`,
      );
    put(settings, pair.slice(0, equals).split("."), parseValue(pair.slice(equals + 1)));
  }
  return { name: word.slice(0, colon), settings };
}

function put(settings: Record<string, unknown>, [key = "", ...rest]: readonly string[], value: unknown): void {
  // Defined, not assigned: a key such as __proto__ is a wrong setting like any other.
  const define = (inner: unknown) =>
    Object.defineProperty(settings, key, { value: inner, enumerable: true, configurable: true, writable: true });
  if (rest.length === 0) {
    define(value);
    return;
  }
  const present = Object.hasOwn(settings, key) ? settings[key] : undefined;
  const inner = typeof present === "object" && present !== null ? { ...present } : {};
  put(inner, rest, value);
  define(inner);
}

/** Splits at commas that are not inside brackets or quotes. */
function splitPairs(text: string): readonly string[] {
  const pairs = text.match(/(?:"(?:[^"\\]|\\.)*"|\[[^\]]*\]|\{[^}]*\}|[^,"[{])+/g);
  return pairs ?? [];
}

function parseValue(text: string): unknown {
  if (!/^(?:-?[\d.]|true$|false$|\[|\{|")/.test(text)) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Loads one probe of the registry, or says which names there are. */
export async function loadProbe(registry: ProbeRegistry, name: string): Promise<AnyProbe> {
  const load = Object.hasOwn(registry, name) ? registry[name] : undefined;
  if (load !== undefined) return load();
  const close = nearest(name, Object.keys(registry));
  const known = close.length > 0 ? `Did you mean ${close.join(" or ")}? ` : "";
  throw new MeasurementError(
    "UNKNOWN_NAME",
    `There is no probe called "${name}"`,
    `${known}The probes are: ${Object.keys(registry).join(", ")}`,
  );
}

/** Loads the probes asked for and checks their settings; touches no instrument. */
export async function planProbes(
  requests: readonly ProbeRequest[],
  registry: ProbeRegistry,
): Promise<readonly ProbePlan[]> {
  const names = uniqueNames(requests.map((request) => request.name));
  const plans: ProbePlan[] = [];
  for (const [index, request] of requests.entries()) {
    const probe = await loadProbe(registry, request.name);
    plans.push({
      name: names[index] ?? request.name,
      probe,
      settings: checkSettings("probe", probe, request.settings),
    });
  }
  return plans;
}

/** What is given settings by name: a probe, a format. */
interface Configured {
  readonly name: string;
  readonly settings: ZodType;
}

/** The settings as their schema parses them. Throws CONFIG naming what is wrong and the settings there are. */
export function checkSettings(kind: "probe" | "format", { name, settings }: Configured, given: unknown): unknown {
  const parsed = settings.safeParse(given, { error: settingError });
  if (parsed.success) return parsed.data;
  const keys = settingKeys(settings);
  throw new MeasurementError(
    "CONFIG",
    `Settings of ${kind} ${name}: ${issuesOf(parsed.error)}`,
    keys.length === 0
      ? `This ${kind} has no settings`
      : `Its settings are: ${keys.join(", ")}; \`joulemark schema ${kind}/${name}\` describes them`,
  );
}

const issuesOf = (error: ZodError): string =>
  error.issues.map((issue) => `${issue.path.join(".")}${issue.path.length > 0 ? ": " : ""}${issue.message}`).join("; ");

function settingKeys(settings: ZodType): readonly string[] {
  return "shape" in settings && typeof settings.shape === "object" && settings.shape !== null
    ? Object.keys(settings.shape)
    : [];
}
