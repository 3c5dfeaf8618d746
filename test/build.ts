import { execFileSync } from "node:child_process";

/** The end-to-end tests run the built program, whatever was built before. */
export default function setup(): void {
  execFileSync("node", ["scripts/build.mjs", "--no-types"], { stdio: "inherit" });
}
