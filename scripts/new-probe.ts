// npm run new-probe -- acme-meter: a probe that works, in a folder of its own, ready to be changed.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";

const templates = join(import.meta.dirname, "new-probe");
const NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

/** Writes `probes/<name>/`, its line in the registry and its contract fixture; returns the files written or changed. */
export function newProbe(root: string, name: string): readonly string[] {
  if (!NAME.test(name))
    throw new Error(`"${name}" is no name for a probe: write lower-case words joined by "-", e.g. acme-meter`);
  const folder = `probes/${name}`;
  if (existsSync(join(root, folder))) throw new Error(`${folder} is there already: choose another name`);
  const key = name.includes("-") ? `"${name}"` : name;
  const registered = withEntry(root, "probes/index.ts", {
    name,
    line: `  ${key}: () => import("./${name}/probe.js").then((module) => module.default),`,
  });
  const fixed = withEntry(root, "test/contract/fixtures.ts", {
    name,
    line: `  ${key}: { trees: captured("${name}"), settings: () => ({}) },`,
  });
  const filled = ["probe.ts", "probe.test.ts", "README.md"].map((file) => ({
    path: `${folder}/${file}`,
    text: readFileSync(join(templates, `${file}.txt`), "utf8").replaceAll("{{name}}", name),
  }));
  const captured = { path: `${folder}/testdata/example/sys/class/${name}/power_uw`, text: "12500000\n" };
  const written = [...filled, captured, registered, fixed];
  for (const { path, text } of written) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return written.map(({ path }) => path);
}

interface Entry {
  readonly name: string;
  readonly line: string;
}

/** The file with one more line in its exported table, whose keys are in alphabetical order. */
function withEntry(
  root: string,
  path: string,
  { name, line }: Entry,
): { readonly path: string; readonly text: string } {
  const lines = readFileSync(join(root, path), "utf8").split("\n");
  const start = lines.findIndex((text) => /^export const \w+: Readonly<Record<.*= \{$/.test(text));
  const end = lines.indexOf("};", start);
  if (start < 0 || end < 0) throw new Error(`${path} has no table to add a line to: add it by hand: ${line.trim()}`);
  const keyOf = (text: string): string | undefined => /^ {2}"?([a-z0-9-]+)"?: /.exec(text)?.[1];
  const later = lines.findIndex((text, index) => index > start && index < end && (keyOf(text) ?? "") > name);
  lines.splice(later < 0 ? end : later, 0, line);
  return { path, text: lines.join("\n") };
}

function main([name, ...rest]: readonly string[]): void {
  if (name === undefined || rest.length > 0) {
    console.error("Usage: npm run new-probe -- NAME, e.g. acme-meter");
    process.exitCode = 2;
    return;
  }
  try {
    const written = newProbe(join(import.meta.dirname, ".."), name);
    console.log(`${written.join("\n")}\n\nNext: npx vitest run probes/${name} test/contract test/architecture`);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) main(process.argv.slice(2));
