import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isNewer, VersionedCache } from "./versioned-cache.ts";

const object = (name: string, version: number) => ({
  metadata: { name, namespace: "n", resourceVersion: String(version) },
});
const versionIn = (cache: VersionedCache<string>, name: string) => cache.get({ namespace: "n", name });
const make = () =>
  new VersionedCache<string>((raw) => (raw as ReturnType<typeof object>).metadata.resourceVersion);

describe("a cache that only moves forward", () => {
  it("compares numeric versions as numbers of any length", () => {
    expect(isNewer("10", "9")).toBe(true);
    expect(isNewer("9", "10")).toBe(false);
    expect(isNewer("90071992547409931", "90071992547409930")).toBe(true);
    expect(isNewer("7", "7")).toBe(false);
  });

  it("ends with the newest of whatever order events and own writes come in (F08)", () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 1000 }), { minLength: 1 }), (versions) => {
        const cache = make();
        for (const version of versions) cache.put(object("a", version));
        expect(versionIn(cache, "a")).toBe(String(Math.max(...versions)));
      }),
    );
  });

  it("keeps an own write that a list from before it does not have", () => {
    const cache = make();
    cache.put(object("new", 12));
    expect(cache.replace("", [object("old", 5)], "10")).toEqual([{ namespace: "n", name: "old" }]);
    expect(versionIn(cache, "new")).toBe("12");
  });

  it("does not bring back what was deleted after the list was taken", () => {
    const cache = make();
    cache.put(object("a", 5));
    cache.remove(object("a", 11));
    cache.replace("", [object("a", 5)], "10");
    expect(versionIn(cache, "a")).toBeUndefined();
    cache.put(object("a", 13));
    expect(versionIn(cache, "a")).toBe("13");
  });

  it("drops what a newer list does not have, in its own namespace only", () => {
    const cache = make();
    cache.put(object("a", 5));
    cache.put({ metadata: { name: "b", namespace: "other", resourceVersion: "6" } });
    expect(cache.replace("n", [], "9")).toEqual([{ namespace: "n", name: "a" }]);
    expect(cache.get({ namespace: "other", name: "b" })).toBe("6");
  });
});
