import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import ts from "typescript";

/** The checkout, unless another tree is to be judged. */
export const repository = join(import.meta.dirname, "../..");

/** One file of ours, by its path below the repository. */
export interface Source {
  readonly path: string;
  readonly text: string;
}

const skipped = new Set(["node_modules", "dist", "coverage", "testdata"]);

/** Every file below the given folders whose name ends in one of the endings. */
export function sources(folders: readonly string[], endings: readonly string[] = [".ts"]): readonly Source[] {
  return folders
    .flatMap((folder) => walk(join(repository, folder)))
    .filter((path) => endings.some((ending) => path.endsWith(ending)))
    .map((path) => ({ path: relative(repository, path), text: readFileSync(path, "utf8") }));
}

function walk(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (skipped.has(entry.name) || entry.name.startsWith(".")) return [];
    const path = join(folder, entry.name);
    return entry.isDirectory() ? walk(path) : entry.isFile() ? [path] : [];
  });
}

/** Our code without its tests. */
export const code = (...folders: readonly string[]): readonly Source[] =>
  sources(folders).filter(({ path }) => !/\.test\.ts$|\.d\.ts$|\/testing\//.test(path));

/** What a file imports, types and lazy imports included: paths below the repository, or the names of packages. */
export function importsOf({ path, text }: Source): readonly string[] {
  const { importedFiles } = ts.preProcessFile(text, true, true);
  return importedFiles.map(({ fileName }) =>
    fileName.startsWith(".") ? join(path, "..", fileName).replace(/\.js$/, ".ts") : fileName,
  );
}

/** `path:line` of every match in the files. */
export const places = (files: readonly Source[], pattern: RegExp): readonly string[] =>
  files.flatMap(({ path, text }) =>
    text.split("\n").flatMap((line, index) => (pattern.test(line) ? [`${path}:${index + 1}: ${line.trim()}`] : [])),
  );
