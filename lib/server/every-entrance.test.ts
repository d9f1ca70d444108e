import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

const root = join(import.meta.dirname, "../..");
const read = (path: string) => readFileSync(join(root, path), "utf8");
const filesOf = (folder: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1));

/** Every way into the server, and what stands there. A new one has to be written down here, with its check. */
const routes: Record<
  string,
  { handlers: string[]; check: "endpoint" | "own-form" | "next-auth" | "public" }
> = {
  "app/api/v1/migrations/route.ts": { handlers: ["getMigrations"], check: "endpoint" },
  "app/api/v1/migrations/[namespace]/[name]/route.ts": { handlers: ["getMigration"], check: "endpoint" },
  "app/api/v1/migrations/[namespace]/[name]/stream/route.ts": { handlers: ["getStream"], check: "endpoint" },
  "app/api/v1/migrations/[namespace]/[name]/journal/route.ts": {
    handlers: ["getJournal"],
    check: "endpoint",
  },
  "app/api/v1/migrations/[namespace]/[name]/series/route.ts": { handlers: ["getSeries"], check: "endpoint" },
  "app/api/v1/migrations/[namespace]/[name]/history/route.ts": {
    handlers: ["getHistory"],
    check: "endpoint",
  },
  "app/api/v1/migrations/[namespace]/[name]/commands/route.ts": {
    handlers: ["postCommand"],
    check: "endpoint",
  },
  "app/api/v1/[[...path]]/route.ts": { handlers: ["noSuchPath"], check: "endpoint" },
  "app/api/v1/stream/route.ts": { handlers: ["getAllStream"], check: "endpoint" },
  "app/signin/oidc/route.ts": { handlers: ["postOidc"], check: "own-form" },
  "app/signin/token/route.ts": { handlers: ["postToken"], check: "own-form" },
  "app/signout/route.ts": { handlers: ["postSignOut"], check: "own-form" },
  "app/api/auth/[...nextauth]/route.ts": { handlers: ["authRoute"], check: "next-auth" },
  // They show nothing of any Migration and nobody's name.
  "app/api/healthz/route.ts": { handlers: ["getHealth"], check: "public" },
  "app/api/readyz/route.ts": { handlers: ["getReady"], check: "public" },
  "app/metrics/route.ts": { handlers: ["getMetrics"], check: "public" },
};

/** Pages that anybody may see. */
const publicPages = ["app/signin/page.tsx"];

const api = filesOf("lib/server/api")
  .filter((path) => path.endsWith(".ts") && !path.endsWith(".test.ts"))
  .map(read)
  .join("\n");

describe("A04 every entrance has its check", () => {
  test("every route is listed, and serves the handlers that are listed for it", () => {
    expect(
      filesOf("app")
        .filter((path) => /(^|\/)route\.tsx?$/.test(path))
        .sort(),
    ).toEqual(Object.keys(routes).sort());
    for (const [path, { handlers }] of Object.entries(routes)) {
      const served = [
        ...read(path).matchAll(
          /export (?:const|async function|function) (?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)\b(?: = (\w+))?/g,
        ),
      ];
      expect(served.length).toBeGreaterThan(0);
      for (const [, handler] of served) expect(handlers).toContain(handler);
    }
  });

  test.each(Object.entries(routes))("%s", (_path, { handlers, check }) => {
    const made = { endpoint: "endpoint(", "own-form": "ownForm(", "next-auth": undefined, public: undefined }[
      check
    ];
    if (made === undefined) return;
    for (const handler of handlers) expect(api).toContain(`export const ${handler} = ${made}`);
  });

  test("A02 every server action goes through `act` or `proposeMigration`, and does nothing else", () => {
    const withActions = [...filesOf("app"), ...filesOf("components"), ...filesOf("lib")]
      .filter((path) => /\.tsx?$/.test(path) && !path.endsWith(".test.ts"))
      .filter((path) => /^\s*["']use server["']/m.test(read(path)));
    expect(withActions).toEqual(["app/actions.ts", "app/new/actions.ts"]);
    expect(read("app/new/actions.ts").match(/^export .*/gm)).toEqual([
      "export const propose = async (_: Before, form: FormData): Promise<NewMigrationAnswer> =>",
    ]);
    expect(read("app/new/actions.ts")).toMatch(/=>\s*proposeMigration\(form\);\s*$/);
    const source = read("app/actions.ts");
    const actions = source.match(/^export .*/gm) ?? [];
    expect(actions.length).toBeGreaterThanOrEqual(11);
    for (const action of actions)
      expect(action).toMatch(/^export const \w+ = async \(_: Before, form: FormData\)/);
    expect([...source.matchAll(/=>\s*act\("[a-z-]+", form\)/g)]).toHaveLength(actions.length);
  });

  test("A03 every page asks who looks, itself", () => {
    const pages = filesOf("app").filter(
      (path) => /(^|\/)page\.tsx$/.test(path) && !publicPages.includes(path),
    );
    for (const path of pages) expect(read(path), path).toMatch(/\bpageActor\(/);
  });

  test("no page has a loading state: it would begin as a 200, whatever follows, and be empty without JavaScript", () => {
    expect(filesOf("app").filter((path) => /(^|\/)loading\.tsx$/.test(path))).toEqual([]);
  });

  test("A03 the proxy decides nothing", () => {
    expect(read("proxy.ts")).not.toMatch(/redirect|rewrite|status: 4/);
  });
});
