import { lstatSync, readdirSync, readlinkSync } from "node:fs";
import { join } from "node:path";

/** As many links as the kernel follows in one path (path_resolution(7)). */
const MOST_LINKS = 40;

/** Names in `path` below `root`, in natural order (`hwmon2` before `hwmon10`); none when it is missing or may not be listed. */
export function list(root: string, path: string): readonly string[] {
  try {
    return readdirSync(join(root, path)).sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
  } catch {
    return [];
  }
}

/** Names in `path` that match, resolved without leaving `root`: links in a captured tree may be absolute. */
export function listReal(root: string, path: string, names: RegExp): readonly string[] {
  const real = realPath(root, path);
  if (real === undefined) return [];
  return list(root, real)
    .filter((name) => names.test(name))
    .flatMap((name) => realPath(root, `${real}/${name}`) ?? []);
}

/**
 * The path below `root`, without a leading slash and without symbolic links, that `path` leads to; undefined when there is
 * none. An absolute link means the root of the tree, as it did on the machine the tree was captured from.
 */
export function realPath(root: string, path: string): string | undefined {
  const pending = parts(path);
  let done: string[] = [];
  let links = 0;
  for (let part = pending.shift(); part !== undefined; part = pending.shift()) {
    if (part === "..") {
      done.pop();
      continue;
    }
    const target = linkTarget(join(root, ...done, part));
    if (target === undefined || links > MOST_LINKS) return undefined;
    if (target === "") {
      done.push(part);
      continue;
    }
    links++;
    if (target.startsWith("/")) done = [];
    pending.unshift(...parts(target));
  }
  return done.join("/");
}

const parts = (path: string): string[] => path.split("/").filter((part) => part !== "" && part !== ".");

/** What a link points to, "" for anything that is no link, undefined when it does not exist. */
function linkTarget(path: string): string | undefined {
  try {
    const stat = lstatSync(path, { throwIfNoEntry: false });
    if (stat === undefined) return undefined;
    return stat.isSymbolicLink() ? readlinkSync(path) : "";
  } catch {
    return undefined;
  }
}
