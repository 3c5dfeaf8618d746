import { describe, expect, it } from "vitest";
import { listenAddressOf, shownAddress } from "./listen-address.js";

describe("where to listen", () => {
  it.each([
    ["9464", "127.0.0.1:9464"],
    [":9464", "127.0.0.1:9464"],
    ["localhost:1", "127.0.0.1:1"],
    ["0.0.0.0:9464", "0.0.0.0:9464"],
    ["[::1]:9464", "[::1]:9464"],
  ])("%s is %s: beyond loopback only where that is written out", (text, shown) => {
    expect(shownAddress(listenAddressOf(text))).toBe(shown);
  });

  it.each([
    "",
    "0",
    "65536",
    "99999999",
    "host:9464",
    "::1:9464",
    "1.2.3:80",
    "http://127.0.0.1:9464",
    "9464/metrics",
    "-1",
  ])("%s is none", (text) => expect(() => listenAddressOf(text)).toThrow(expect.objectContaining({ code: "CONFIG" })));
});
