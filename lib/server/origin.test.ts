import { describe, expect, test } from "vitest";
import { cookiesOf } from "./cookies.ts";
import { isOwnOrigin } from "./origin.ts";

const own = "https://crossfade.example.com";
const from = (headers: Record<string, string>) => isOwnOrigin(new Headers(headers), own);

describe("the Origin of a request", () => {
  test("A01 counts only when it is exactly ours", () => {
    expect(from({ origin: own })).toBe(true);
    for (const origin of [
      "null",
      "",
      `${own}:443`,
      `${own}/`,
      "http://crossfade.example.com",
      "https://crossfade.example.com.evil",
      "https://evil",
      "HTTPS://CROSSFADE.EXAMPLE.COM",
    ]) {
      expect(from({ origin })).toBe(false);
    }
    expect(from({})).toBe(false);
  });

  test("A38 is not helped by a forged host", () => {
    expect(
      from({
        origin: "https://evil",
        host: "evil",
        "x-forwarded-host": "evil",
        "x-forwarded-proto": "https",
      }),
    ).toBe(false);
    expect(from({ host: "crossfade.example.com", "x-forwarded-host": "crossfade.example.com" })).toBe(false);
  });
});

describe("cookies", () => {
  test("are read by name, the first of each", () => {
    expect({ ...cookiesOf(new Headers({ cookie: 'a=1; b="2%20x"; a=3; bad; =x; c=%' })) }).toEqual({
      a: "1",
      b: "2 x",
      c: "%",
    });
  });

  test("A23 with a hostile name are only names", () => {
    const cookies = cookiesOf(new Headers({ cookie: "__proto__=x; constructor=y" }));
    expect(cookies["__proto__"]).toBe("x");
    expect(({} as Record<string, unknown>)["x"]).toBeUndefined();
  });
});
