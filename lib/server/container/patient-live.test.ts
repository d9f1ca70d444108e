import { describe, expect, test } from "vitest";
import type { LiveMigrations, MigrationView } from "../../controller/live.ts";
import { KEY, makeView } from "../testing/fake-server.ts";
import { makePatientLive } from "./patient-live.ts";

const live = (view: Promise<MigrationView | undefined>): LiveMigrations => ({
  view: () => view,
  keys: () => [KEY],
  subscribe: () => () => {},
});
const never = new Promise<never>(() => {});
const old = makeView();
const fresh = makeView();

describe("a page", () => {
  test("F18 shows what is known when a look takes too long", async () => {
    const patient = makePatientLive(live(never), () => old, { sleep: () => Promise.resolve() });
    expect(await patient.view(KEY)).toBe(old);
  });

  test("shows the newest when the look is quick", async () => {
    const patient = makePatientLive(live(Promise.resolve(fresh)), () => old, { sleep: () => never });
    expect(await patient.view(KEY)).toBe(fresh);
  });

  test("waits when nothing is known yet", async () => {
    const patient = makePatientLive(live(Promise.resolve(fresh)), () => undefined, {
      sleep: () => Promise.resolve(),
    });
    expect(await patient.view(KEY)).toBe(fresh);
  });
});
