import { mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/**
 * Makes a temporary folder holding the tree that a `.tree` file lists, for tests; returns its path.
 * A line without indent names a folder, or `LINK -> TARGET`; an indented line is a file of it: its name, a space, its content.
 */
export function plantTree(file: string): string {
  const root = mkdtempSync(join(tmpdir(), "joulemark-tree-"));
  plant(root, readFileSync(file, "utf8"));
  return root;
}

/** Adds the files listed in `text`, in the same form, to a tree. */
export function plant(root: string, text: string): void {
  let folder = root;
  for (const line of text.split("\n").filter((line) => line !== "" && !line.startsWith("#"))) {
    const [link = "", target] = line.split(" -> ");
    if (target !== undefined) plantLink(join(root, link), target);
    else if (line.startsWith("  ")) plantFile(folder, line.trimStart());
    else folder = join(root, line);
  }
}

function plantFile(folder: string, line: string): void {
  mkdirSync(folder, { recursive: true });
  const space = line.indexOf(" ");
  writeFileSync(join(folder, line.slice(0, space)), `${line.slice(space + 1)}\n`);
}

function plantLink(path: string, target: string): void {
  mkdirSync(dirname(path), { recursive: true });
  symlinkSync(target, path);
}
