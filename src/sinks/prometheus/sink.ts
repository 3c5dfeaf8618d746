import type { Sink } from "../../core/sink.js";
import { Endpoint, type Page } from "./endpoint.js";
import { EXPOSITION_TYPE } from "./exposition.js";
import { LastValues } from "./last-values.js";
import { listenAddressOf, shownAddress } from "./listen-address.js";

/** The port that exporters of OpenTelemetry use. */
const DEFAULT_PORT = "9464";

/** An endpoint that a Prometheus scrapes: the last value of every rail, under the names of OpenTelemetry. */
export const prometheus: Sink = {
  name: "prometheus",
  title: "an endpoint to scrape, on loopback: prometheus:9464, or ADDRESS:PORT; last values alone",
  now: true,
  async open(target, { clock }) {
    const address = listenAddressOf(target === "-" ? DEFAULT_PORT : target);
    let values: LastValues | undefined;
    const page = (text: string): Page => ({ status: 200, type: EXPOSITION_TYPE, text });
    const endpoint = await Endpoint.listen(address, (path) =>
      path === "/metrics" || path === "/" ? page(values?.text() ?? "") : undefined,
    );
    return {
      label: shownAddress(address),
      close: () => endpoint[Symbol.asyncDispose](),
      begin: (run) => {
        const own = new LastValues(run, clock);
        values = own;
        return {
          async send(piece) {
            if (piece.kind === "samples") own.take(piece);
            // what has ended is not measured any more
            if (piece.kind === "ending") values = undefined;
            return [];
          },
          [Symbol.asyncDispose]: () => endpoint[Symbol.asyncDispose](),
        };
      },
    };
  },
};
