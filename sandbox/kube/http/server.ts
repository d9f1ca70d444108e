import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { bearerToken } from "../auth/authenticator.ts";
import { ANONYMOUS, type User } from "../auth/user.ts";
import { contextOf, targetOf } from "../request.ts";
import { PathNotFound, StatusError, unauthorized } from "../status-error.ts";
import type { World } from "../world.ts";
import { answerPath } from "./paths.ts";
import { answerResource } from "./resources.ts";
import { authorizePath } from "./authorize.ts";
import { sendJson, sendText } from "./send.ts";

function userOf(world: World, request: IncomingMessage): User {
  const token = bearerToken(request.headers.authorization);
  if (token === undefined) return ANONYMOUS;
  const user = world.authenticate(token);
  if (user === undefined) throw unauthorized();
  return user;
}

function sendError(response: ServerResponse, error: unknown): void {
  if (error instanceof PathNotFound) {
    sendText(response, 404, `${error.message}\n`, "text/plain; charset=utf-8");
    return;
  }
  const status =
    error instanceof StatusError
      ? error
      : new StatusError(
          500,
          "InternalError",
          `Internal error occurred: ${error instanceof Error ? error.message : "unknown"}`,
        );
  if (!(error instanceof StatusError))
    process.stderr.write(`kube: ${error instanceof Error ? error.stack : String(error)}\n`);
  if (response.headersSent) response.destroy();
  else sendJson(response, status.code, status.toJson());
}

async function answer(world: World, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? "/", "http://kube");
  const user = userOf(world, request);
  const context = contextOf(request, url.searchParams, user, new Date());
  const target = targetOf(url.pathname);
  if (target.kind === "path") {
    authorizePath(world, user, request.method ?? "GET", target.path);
    answerPath(world, request, response, target.path);
  } else {
    await answerResource(world, request, response, target, context);
  }
}

export function kubeServer(world: World): Server {
  const server = createServer({ keepAlive: true, keepAliveTimeout: 90_000 }, (request, response) => {
    answer(world, request, response).catch((error: unknown) => sendError(response, error));
  });
  server.requestTimeout = 0;
  return server;
}
