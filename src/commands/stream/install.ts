import { realpathSync } from "node:fs";
import { createHost } from "../../acquire/host.js";
import { asMeasurementError } from "../../core/error.js";
import type { AnyProbe, Detection } from "../../core/probe.js";
import { clean } from "../../report/text.js";
import type { Context } from "../context.js";
import { type Seen, seenByNobody } from "./seen-by-nobody.js";
import { DEFAULT_CONFIG } from "./stream.js";
import { unitText } from "./unit.js";

const USER = "joulemark";
const UNIT = "/etc/systemd/system/joulemark-stream.service";
/** An option of Node: of a process that lives for days V8's young generation grows to 48 MB, though nothing in it stays: held at 3. */
export const FLAT = "--max-semi-space-size=1";
/** What systemd's ProtectHome= takes away. */
const HOMES = /^\/(home|root|run\/user)\//;

const SAMPLE = `# joulemark schema stream prints every key
sinks:
  - influx:http://localhost:8086/power
spool:
  mostMb: 2048
`;

/** A shell script that makes a service of it: to be read first, and then run by root. */
export async function installScript({ registry }: Pick<Context, "registry">): Promise<string> {
  const program = [process.execPath, FLAT, realpathSync(process.argv[1] ?? "")];
  return [
    "#!/bin/sh\n# Makes joulemark stream a service of systemd. Read it, then run it as root.\nset -eu\n",
    ...program.filter((path) => HOMES.test(path)).map(inHome),
    `# A user of its own, without a shell or a home.\ngetent passwd ${USER} >/dev/null || useradd --system --user-group --no-create-home --shell /usr/sbin/nologin ${USER}\n`,
    heredoc("What to sample and where to send it; one that is there stays.", DEFAULT_CONFIG, SAMPLE),
    heredoc("The unit.", UNIT, unitText({ program, configFile: DEFAULT_CONFIG, user: USER }), { replace: true }),
    await accessText(registry, program),
    [
      "# Begin. `systemctl reload joulemark-stream` reads the configuration again.",
      "systemctl daemon-reload",
      `echo 'Look at ${DEFAULT_CONFIG}, then: systemctl enable --now joulemark-stream; curl -s localhost:9465/health'`,
      "",
    ].join("\n"),
  ].join("\n");
}

const inHome = (path: string): string =>
  `# ${path} lies in a home folder, which the unit closes: install joulemark below /opt or /usr/local first, and print this again.\nexit 1\n`;

function heredoc(what: string, path: string, text: string, { replace = false } = {}): string {
  const folder = path.slice(0, path.lastIndexOf("/"));
  const write = `cat > ${path} <<'JOULEMARK_END'\n${text}JOULEMARK_END`;
  const made = replace ? write : `if [ ! -e ${path} ]; then\n${write}\nfi`;
  return `# ${what}\nmkdir -p ${folder}\n${made}\n`;
}

/** What each instrument that is here says of access, for the service's user. */
async function accessText(registry: Context["registry"], program: readonly string[]): Promise<string> {
  const host = createHost("/");
  const probes = await Promise.all(Object.values(registry).map((load) => load()));
  const looked = await Promise.all(probes.map(async (probe) => ({ probe, found: await detect(probe, host) })));
  const here = looked.filter(({ probe, found }) => probe.use === "measured" && found.status !== "missing");
  const byNobody = isRoot() ? await seenByNobody(program) : new Map<string, Seen>();
  const lines = here.flatMap(({ probe, found }) => {
    const { status, what, remedy = "" } = found.status === "found" ? (byNobody.get(probe.name) ?? found) : found;
    const reader = byNobody.has(probe.name) ? "every user" : isRoot() ? "root, who asks" : "you, who ask";
    return [
      `${probe.name}: ${what}: ${status === "found" ? `open to ${reader}` : status}`,
      ...(status === "found" ? [] : remedy.replaceAll(/"?\$USER"?/g, USER).split("\n")),
    ];
  });
  const nothing =
    here.length === 0 ? ["no power instrument was found: a model of the processor is streamed, as an estimate"] : [];
  return [
    "# Access to the instruments found here (the lines of each are its own advice, for the service's user):",
    ...[...nothing, ...lines].map((line) => `#   ${clean(line)}`),
    ...(isRoot() ? [`# Root may read everything. What ${USER} may: sudo -u ${USER} joulemark probes`] : []),
    "",
  ].join("\n");
}

async function detect(probe: AnyProbe, host: Parameters<AnyProbe["detect"]>[0]): Promise<Detection> {
  try {
    return await probe.detect(host);
  } catch (error) {
    const { message, remedy } = asMeasurementError(error);
    return { status: "not-working", what: message, remedy };
  }
}

const isRoot = (): boolean => process.getuid?.() === 0;
