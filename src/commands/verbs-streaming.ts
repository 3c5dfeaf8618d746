import type { Command } from "commander";
import { MeasurementError } from "../core/error.js";
import type { Context } from "./context.js";
import { verb } from "./verb.js";
import type { Line } from "./verbs-measuring.js";

/** Verbs of the service. */
export function addStreaming(root: Command, context: Context, { answer }: Pick<Line, "answer">): void {
  const command = verb(root, "stream", "sample for days and send it to databases, as a service", [
    "joulemark stream --config stream.yaml",
    "joulemark stream install --print",
  ])
    .option("--config <file>", "what to sample and where to send it (default: /etc/joulemark/stream.yaml)")
    .option("--sysroot <folder>", "look for instruments below this folder, e.g. a host mounted into a container")
    .action(async (flags: { readonly config?: string; readonly sysroot?: string }) => {
      const [{ DEFAULT_CONFIG, stream }, { sysroot }, { resolve }] = await Promise.all([
        import("./stream/stream.js"),
        import("./run-flags.js"),
        import("node:path"),
      ]);
      const root = sysroot(resolve(context.cwd, flags.sysroot ?? "/"));
      answer(await stream({ config: flags.config ?? DEFAULT_CONFIG, root }, context));
    });
  addInstall(command, context);
}

function addInstall(stream: Command, context: Context): void {
  verb(stream, "install", "print what makes it a service of systemd: unit, user, access to instruments", [
    "joulemark stream install --print",
    "joulemark stream install --print > install.sh",
  ])
    .option("--print", "print a script to read and then to run; nothing is installed")
    .action(async ({ print }: { readonly print?: boolean }) => {
      if (print !== true)
        throw new MeasurementError(
          "CONFIG",
          "Nothing is installed by joulemark itself",
          "joulemark stream install --print prints a script: read it, then run it",
        );
      const { installScript } = await import("./stream/install.js");
      context.stdout.write(await installScript(context));
    });
}
