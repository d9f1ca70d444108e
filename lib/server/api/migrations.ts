import "server-only";
import type { Key } from "../../ports/migration-store.ts";
import { listMigrations } from "../../usecases/list-migrations.ts";
import { readMigration } from "../../usecases/read-migration.ts";
import { errors, invalid, json } from "../answers.ts";
import { endpoint, refuse } from "./endpoint.ts";
import { toKey } from "./key.ts";
import { wholeNumber } from "./numbers.ts";

/** Where the next page begins, as an opaque text. */
const toToken = ({ namespace, name }: Key): string =>
  Buffer.from(`${namespace}/${name}`).toString("base64url");

function fromToken(token: string): Key | undefined {
  const [namespace, name, ...more] = Buffer.from(token, "base64url").toString("utf8").split("/");
  return more.length === 0 ? toKey(namespace, name) : undefined;
}

/** `GET /api/v1/migrations?limit&continue` */
export const getMigrations = endpoint(async (call) => {
  const search = new URL(call.request.url).searchParams;
  const limit = wholeNumber(search, "limit", { least: 1, most: 500, fallback: 100 });
  if (!limit.ok) return refuse(call, invalid(limit.error));
  const token = search.get("continue");
  const after = token === null || token === "" ? undefined : fromToken(token);
  if (token !== null && token !== "" && after === undefined)
    return refuse(call, invalid("continue: is not one of ours"));
  const page = await listMigrations(call.server, call.caller.actor, {
    limit: limit.value,
    ...(after === undefined ? {} : { after }),
  });
  return json({
    items: page.items,
    ...(page.continue === undefined ? {} : { continue: toToken(page.continue) }),
  });
});

/** `GET /api/v1/migrations/{ns}/{name}` */
export const getMigration = endpoint(async (call) => {
  const key = toKey(call.params["namespace"], call.params["name"]);
  const document = key === undefined ? undefined : await readMigration(call.server, call.caller.actor, key);
  return document === undefined ? refuse(call, errors.notFound) : json(document);
});
