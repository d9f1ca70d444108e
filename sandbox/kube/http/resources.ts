import type { IncomingMessage, ServerResponse } from "node:http";
import { REVIEWS } from "../auth/reviews.ts";
import { BUILTIN } from "../builtin/index.ts";
import type { Json, JsonObject } from "../json.ts";
import { isObject } from "../json.ts";
import type { KubeObject } from "../object.ts";
import { list } from "../read/list.ts";
import { watch } from "../read/watch.ts";
import type { RequestContext, Target } from "../request.ts";
import { apiVersionOf, type Verb } from "../resource.ts";
import { badRequest, methodNotAllowed, pathNotFound, resourceNotFound } from "../status-error.ts";
import type { Call, World } from "../world.ts";
import { create } from "../write/create.ts";
import { deleteObject, deleteOptions, remove } from "../write/delete.ts";
import { checkPatchType, patch } from "../write/patch.ts";
import { scale } from "../write/scale.ts";
import { existing, update } from "../write/update.ts";
import { authorizeResource } from "./authorize.ts";
import { mediaTypeOf, readBody } from "./body.ts";
import { eventEncoder, listText, objectText, shapeOf } from "./encode.ts";
import { sendJson, sendText } from "./send.ts";

type ResourceTarget = Extract<Target, { kind: "resource" }>;

const MAX_UNSENT_BYTES = 16 * 1024 * 1024;

function verbOf(method: string, target: ResourceTarget, query: URLSearchParams): Verb {
  const isWatch = ["true", "1"].includes(query.get("watch") ?? "");
  switch (method) {
    case "GET":
    case "HEAD":
      if (isWatch) return "watch";
      return target.name === "" ? "list" : "get";
    case "POST":
      return "create";
    case "PUT":
      return "update";
    case "PATCH":
      return "patch";
    case "DELETE":
      return target.name === "" ? "deletecollection" : "delete";
    default:
      throw methodNotAllowed();
  }
}

function authorize(world: World, target: ResourceTarget, verb: Verb, context: RequestContext): void {
  const field = context.query.get("fieldSelector") ?? "";
  const byName = /^metadata\.name=([^,]+)$/.exec(field)?.[1] ?? "";
  authorizeResource(world, context.user, {
    kind: "resource",
    verb,
    group: target.group,
    resource: target.subresource === "" ? target.plural : `${target.plural}/${target.subresource}`,
    namespace: target.namespace,
    name: target.name === "" && (verb === "list" || verb === "watch") ? byName : target.name,
  });
}

function answerReview(
  world: World,
  response: ServerResponse,
  target: ResourceTarget,
  context: RequestContext,
  body: Json | undefined,
): void {
  const found = REVIEWS[`${target.group}/${target.plural}`];
  if (found === undefined) throw pathNotFound();
  if (!isObject(body)) throw badRequest("the body of the request is not an object");
  const reviewed: JsonObject = {
    ...body,
    apiVersion: apiVersionOf(target.group, "v1"),
    kind: found.kind,
  };
  const { authenticate, authorizer } = world;
  sendJson(response, 201, found.review(reviewed, { authenticate, authorizer, requester: context.user }));
}

function answerWatch(world: World, request: IncomingMessage, response: ServerResponse, call: Call): void {
  const shape = shapeOf(request.headers.accept);
  const encode = eventEncoder(call, shape);
  // Headers wait until the watch has been accepted: a refusal needs its own status.
  const begin = (): void => {
    if (response.headersSent) return;
    response.writeHead(200, { "Content-Type": "application/json", "Cache-Control": "no-cache, private" });
  };
  const write = (frame: string | Buffer): void => {
    if (response.destroyed) return;
    begin();
    response.write(frame);
    // A reader that does not keep up is cut off rather than buffered without end; it resumes by its version.
    if (response.writableLength > MAX_UNSENT_BYTES) response.destroy();
  };
  const stop = watch(world, call, {
    object: (type, object) => write(encode(type, object)),
    raw: (type, body) => write(`${JSON.stringify({ type, object: body })}\n`),
    end: () => {
      begin();
      response.end();
    },
  });
  begin();
  response.flushHeaders();
  response.on("close", stop);
}

function answerScale(
  world: World,
  request: IncomingMessage,
  response: ServerResponse,
  call: Call,
  verb: Verb,
  body: Json | undefined,
): void {
  if (verb === "get") return sendJson(response, 200, scale(world, call, undefined));
  if (verb !== "update" && verb !== "patch") throw methodNotAllowed();
  const patchType = verb === "patch" ? mediaTypeOf(request) : undefined;
  sendJson(response, 200, scale(world, call, { body: body ?? null, patchType }));
}

function deleteCollection(world: World, call: Call, body: Json | undefined): string {
  const page = list(world, call);
  const options = deleteOptions(call, body);
  const objects: KubeObject[] = page.objects.map(
    (object) => deleteObject(world, call, object, options).object,
  );
  return listText({ objects, resourceVersion: String(world.store.version) }, call, "object");
}

function writeHeaders(response: ServerResponse, context: RequestContext): void {
  if (context.warnings.length === 0) return;
  response.setHeader(
    "Warning",
    context.warnings.map((text) => `299 - ${JSON.stringify(text)}`),
  );
}

const BUILTIN_GROUPS = new Set([...BUILTIN.values()].map((resource) => resource.group));

function callOf(world: World, target: ResourceTarget, context: RequestContext): Call {
  const missing = BUILTIN_GROUPS.has(target.group) ? resourceNotFound : pathNotFound;
  const found = world.registry.find(target.group, target.version, target.plural);
  if (found === undefined) throw missing();
  const { resource, version } = found;
  if (target.namespace !== "" && !resource.namespaced && target.plural !== "namespaces") throw missing();
  const isServed =
    target.subresource === "" ||
    (target.subresource === "status" && version.status) ||
    (target.subresource === "scale" && version.scale !== undefined);
  if (!isServed) throw missing();
  return {
    ...found,
    namespace: resource.namespaced ? target.namespace : "",
    name: target.name,
    subresource: target.subresource,
    context,
  };
}

export async function answerResource(
  world: World,
  request: IncomingMessage,
  response: ServerResponse,
  target: ResourceTarget,
  context: RequestContext,
): Promise<void> {
  const verb = verbOf(request.method ?? "GET", target, context.query);
  authorize(world, target, verb, context);
  if (REVIEWS[`${target.group}/${target.plural}`] !== undefined) {
    if (verb !== "create") throw methodNotAllowed();
    answerReview(world, response, target, context, await readBody(request));
    return;
  }
  const call = callOf(world, target, context);
  const patchType = mediaTypeOf(request);
  if (verb === "patch" && target.subresource !== "scale") checkPatchType(call, patchType);
  const body = verb === "get" || verb === "list" || verb === "watch" ? undefined : await readBody(request);
  if (target.subresource === "scale") return answerScale(world, request, response, call, verb, body);
  const shape = shapeOf(request.headers.accept);
  const sendObject = (code: number, object: KubeObject): void => {
    writeHeaders(response, context);
    sendText(response, code, objectText(object, call, shape));
  };
  switch (verb) {
    case "get":
      return sendObject(200, existing(world, call));
    case "list":
      return sendText(response, 200, listText(list(world, call), call, shape));
    case "watch":
      return answerWatch(world, request, response, call);
    case "create":
      if (call.resource.namespaced && call.namespace === "") throw pathNotFound();
      if (call.name !== "") throw methodNotAllowed();
      return sendObject(201, create(world, call, body ?? null));
    case "update":
      return sendObject(200, update(world, call, body ?? null));
    case "patch": {
      const { object, created } = patch(world, call, patchType, body ?? null);
      return sendObject(created ? 201 : 200, object);
    }
    case "delete":
      return sendJson(response, 200, remove(world, call, body) as JsonObject);
    case "deletecollection":
      return sendText(response, 200, deleteCollection(world, call, body));
  }
}
