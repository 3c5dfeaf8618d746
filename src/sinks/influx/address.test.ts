import { describe, expect, it } from "vitest";
import { addressOf } from "./address.js";

describe("an address", () => {
  it.each([
    ["http://h:8086/power", "http://h:8086/write?db=power&precision=ns", "http://h:8086/power"],
    ["http://h:8086/a%20b?rp=week", "http://h:8086/write?db=a+b&rp=week&precision=ns", "http://h:8086/a%20b?rp=week"],
    [
      "https://h/api/v2/write?org=o&bucket=b&precision=s",
      "https://h/api/v2/write?org=o&bucket=b&precision=ns",
      undefined,
    ],
    ["http://h/d?rp=a%26b", "http://h/write?db=d&rp=a%26b&precision=ns", "http://h/d?rp=a%26b"],
    ["https://h/api/v3/write_lp?db=d", "https://h/api/v3/write_lp?db=d&precision=nanosecond", undefined],
    [
      "http://[::1]:8428/insert/42:7/influx/write",
      "http://[::1]:8428/insert/42:7/influx/write?precision=ns",
      undefined,
    ],
  ])("%s is written to at %s", (target, write, label) => {
    const address = addressOf(target);
    expect(address.write.href).toBe(write);
    expect(address.label).toBe(label ?? target);
    // what was sent where is found again by its label
    expect(addressOf(address.label).write.href).toBe(write);
  });

  it.each([
    "",
    "power",
    "ftp://h/d",
    "http://h",
    "http://h/",
    "http://h/a/b",
    "http://",
    "h:8086/d",
    "http://h:99999/d",
    "http://h/%zz",
    "http://h/d?retention=week",
    "http://h/api/v2/write?bucket=b",
    "http://h/api/v2/write?org=o",
    "http://h/api/v3/write_lp?bucket=b",
  ])("%j is refused, with what to write", (target) =>
    expect(() => addressOf(target)).toThrow(
      expect.objectContaining({ code: "CONFIG", remedy: expect.stringContaining("http://host:8086/database") }),
    ),
  );

  it.each([
    "http://u:s3cret@h/d",
    "http://:s3cret@h/d",
    "http://h/d?p=s3cret",
    "http://h/write?db=d&token=s3cret",
    "ftp://u:s3cret@h/d",
    "u:s3cret@h:8086/d",
    "http://u:s3cret/s3cret@h/d",
    "h:8086/write?db=d&p=s3cret",
  ])("%s is refused, and does not get into the message", (target) => {
    let said = "";
    try {
      addressOf(target);
    } catch (error) {
      said = JSON.stringify(error) + String(error) + Object(error).remedy;
    }
    expect(said).toMatch(/CONFIG/);
    expect(said).not.toContain("s3cret");
  });
});
