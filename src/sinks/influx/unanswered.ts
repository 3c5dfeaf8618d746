import { systemCode } from "../../core/error.js";
import type { Meaning } from "./answer.js";

/** Of a certificate, by OpenSSL's and Node's names. */
const CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO_(GET_ISSUER|VERIFY)|ERR_TLS|^CRL_/;
/** In the middle of something: it may have been too much. */
const BROKEN = new Set(["ECONNRESET", "EPIPE", "ETIMEDOUT", "ESILENT", "ENDLESS"]);

/** What it means that a request has no answer: nothing is known of the lines, which may be stored all the same. */
export function unanswered(error: unknown): Meaning {
  const code = systemCode(error);
  const words = error instanceof Error ? error.message : String(error);
  if (code !== undefined && CERTIFICATE.test(code))
    return {
      kind: "hindered",
      reason: `its certificate is not believed: ${words} (${code})`,
      remedy:
        "Name the PEM file of the authority that signed it in JOULEMARK_INFLUX_CA, or mend the server's certificate",
    };
  const broken = code !== undefined && BROKEN.has(code);
  return { kind: "wait", reason: code === undefined || /^E(SILENT|NDLESS)$/.test(code) ? words : code, broken };
}
