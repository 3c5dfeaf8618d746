import { MeasurementError, systemCode } from "../core/error.js";

const ELSEWHERE = "choose a folder elsewhere with --out";

const causes: Readonly<Record<string, readonly [why: string, remedy: string]>> = {
  ENOSPC: ["the disk is full", `Free some space, or ${ELSEWHERE}`],
  EDQUOT: ["your disk quota is used up", `Free some space, or ${ELSEWHERE}`],
  EFBIG: ["the file would be larger than is allowed here", `Raise the file size limit (ulimit -f), or ${ELSEWHERE}`],
  EROFS: ["the file system is read-only", `Mount it writable, or ${ELSEWHERE}`],
  EEXIST: ["it exists already", "Choose another folder with --out"],
  EACCES: ["permission is denied", `Make the folder writable for you, or ${ELSEWHERE}`],
  EPERM: ["it is not permitted", `Make the folder writable for you, or ${ELSEWHERE}`],
  ENOENT: ["no folder can be made there", "Name another folder with --out"],
  ENOTDIR: ["a part of the path is a file", "Name a folder with --out"],
  ENAMETOOLONG: ["the name is too long", "Choose a shorter --name or --out"],
  EMFILE: ["too many files are open", "Raise the limit of open files (ulimit -n)"],
};

/** A failed write as a MeasurementError DISK that says what to do about it; `where` names what decides on the place. */
export function diskError(path: string, cause: unknown, where = "--out"): MeasurementError {
  if (cause instanceof MeasurementError) return cause;
  const code = systemCode(cause) ?? "";
  const reason = cause instanceof Error ? cause.message : String(cause);
  const [why, remedy] = causes[code] ?? [reason, `Look at the disk (dmesg says more), or ${ELSEWHERE}`];
  return new MeasurementError("DISK", `Cannot write ${path}: ${why}`, remedy.replaceAll("--out", where), { cause });
}
