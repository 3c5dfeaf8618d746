import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { rootCertificates } from "node:tls";
import { MeasurementError, systemCode } from "../../core/error.js";

/** Where systems keep the authorities that everybody on them believes; Node brings a list of its own. */
const SYSTEM = ["/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem"];

/**
 * Certificates of authorities to believe: Node's own, the system's, and a private one's as PEM in the file named in
 * JOULEMARK_INFLUX_CA. Throws CONFIG for a file that holds none.
 */
export function authoritiesFrom(env: Readonly<Record<string, string | undefined>>): readonly string[] {
  const path = env["JOULEMARK_INFLUX_CA"];
  const own = path === undefined || path === "" ? [] : [privateOne(path)];
  const system = SYSTEM.map(readOrNothing).find((text) => text !== undefined);
  return [...rootCertificates, ...(system === undefined ? [] : [system]), ...own];
}

function readOrNothing(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}

function privateOne(path: string): string {
  try {
    const text = readFileSync(path, "utf8");
    // throws where there is no certificate; OpenSSL would pass over it in silence
    void new X509Certificate(text);
    return text;
  } catch (cause) {
    throw new MeasurementError(
      "CONFIG",
      `Influx: ${path} gives no certificate (${systemCode(cause) ?? cause})`,
      "Name a PEM file with the authority's certificate in JOULEMARK_INFLUX_CA",
      { cause },
    );
  }
}
