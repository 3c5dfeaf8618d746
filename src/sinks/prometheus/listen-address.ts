import { isIP } from "node:net";
import { MeasurementError } from "../../core/error.js";

/** Where an endpoint listens. */
export interface ListenAddress {
  readonly host: string;
  readonly port: number;
}

const LOOPBACK = "127.0.0.1";
const MOST_PORT = 65_535;

/**
 * `9464`, `ADDRESS:PORT`, `[::1]:9464` or `localhost:9464`. A port alone is one of loopback: who may reach an endpoint from
 * outside has to be written out. Throws CONFIG.
 */
export function listenAddressOf(text: string): ListenAddress {
  const [, bracketed, plain, digits] = /^(?:(?:\[([^\]]+)\]|([^:[\]]*)):)?(\d{1,5})$/.exec(text) ?? [];
  const port = Number(digits);
  const written = bracketed ?? plain ?? "";
  const host = written === "localhost" || written === "" ? LOOPBACK : written;
  if (digits === undefined || port < 1 || port > MOST_PORT || isIP(host) === 0) throw refused(text);
  return { host, port };
}

/** `127.0.0.1:9464`, `[::1]:9464`. */
export const shownAddress = ({ host, port }: ListenAddress): string =>
  isIP(host) === 6 ? `[${host}]:${port}` : `${host}:${port}`;

const refused = (text: string): MeasurementError =>
  new MeasurementError(
    "CONFIG",
    `${JSON.stringify(text)} is no address to listen on`,
    "Write a port, which is one of loopback, e.g. 9464, or ADDRESS:PORT, e.g. 0.0.0.0:9464 for everybody",
  );
