import "server-only";
import type { Key } from "../../ports/migration-store.ts";
import { authorize } from "../../usecases/authorize.ts";
import { makeFeed } from "../../usecases/stream.ts";
import { errors, tooMany } from "../answers.ts";
import { type Call, endpoint, refuse } from "./endpoint.ts";
import { STREAM_HEADERS } from "../sse.ts";
import { toKey } from "./key.ts";

function openStream(call: Call, key: Key | undefined): Response {
  const { server, caller } = call;
  // Next.js answers HEAD by GET, and nobody would ever read that stream or close it.
  if (call.request.method === "HEAD") return new Response(null, { headers: STREAM_HEADERS });
  const deps = { ...server, stillSignedIn: caller.stillSignedIn };
  const answer = server.streams.open(caller.actor.name, call.request.signal, (outlet) =>
    makeFeed(deps, caller.actor, key, outlet),
  );
  return answer === "too-many" ? refuse(call, tooMany("Too many open streams", 5)) : answer;
}

/** `GET /api/v1/stream`: all Migrations that the caller may see. Each of them is authorised by itself, by the feed. */
export const getAllStream = endpoint(async (call) => openStream(call, undefined));

/** `GET /api/v1/migrations/{ns}/{name}/stream` */
export const getStream = endpoint(async (call) => {
  const key = toKey(call.params["namespace"], call.params["name"]);
  if (key === undefined) return refuse(call, errors.notFound);
  const { authority, live } = call.server;
  const allowed = (await authorize(authority, call.caller.actor, "get", key)) === "allowed";
  if (!allowed || (await live.view(key)) === undefined) return refuse(call, errors.notFound);
  return openStream(call, key);
});
