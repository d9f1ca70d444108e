import type { IncomingMessage, ServerResponse } from "node:http";
import {
  aggregated,
  coreVersions,
  groupList,
  groupNamed,
  resourceList,
  SERVER_VERSION,
} from "../discovery/discovery.ts";
import { openApiIndex, openApiText, swagger } from "../discovery/openapi.ts";
import type { JsonObject } from "../json.ts";
import { pathNotFound } from "../status-error.ts";
import type { World } from "../world.ts";
import { sendJson, sendText } from "./send.ts";

const AGGREGATED = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

const wantsAggregated = (request: IncomingMessage): boolean =>
  (request.headers.accept ?? "").split(",").some((option) => option.replaceAll(" ", "") === AGGREGATED);

function discoveryDocument(world: World, parts: readonly string[]): JsonObject | undefined {
  const [root, group, version] = parts;
  if (root === "api") {
    if (group === undefined) return coreVersions();
    return resourceList(world.registry, "", group);
  }
  if (group === undefined) return groupList(world.registry);
  return version === undefined
    ? groupNamed(world.registry, group)
    : resourceList(world.registry, group, version);
}

/** Everything that is not a resource: health, version, discovery, OpenAPI. */
export function answerPath(
  world: World,
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
): void {
  const parts = path.split("/").filter((part) => part !== "");
  const [root] = parts;
  if (path === "/healthz" || path === "/readyz" || path === "/livez") {
    sendText(response, 200, "ok", "text/plain; charset=utf-8");
  } else if (path === "/version" || path === "/version/") {
    sendJson(response, 200, SERVER_VERSION);
  } else if (parts.length === 0) {
    sendJson(response, 200, {
      paths: ["/api", "/apis", "/healthz", "/livez", "/openapi/v2", "/openapi/v3", "/readyz", "/version"],
    });
  } else if (parts.length === 1 && (root === "api" || root === "apis") && wantsAggregated(request)) {
    sendText(response, 200, JSON.stringify(aggregated(world.registry, root === "api")), AGGREGATED);
  } else if (root === "api" || root === "apis") {
    const document = discoveryDocument(world, parts);
    if (document === undefined) throw pathNotFound();
    sendJson(response, 200, document);
  } else if (path === "/openapi/v2") {
    sendJson(response, 200, swagger(world.registry));
  } else if (path === "/openapi/v3") {
    sendJson(response, 200, openApiIndex(world.registry));
  } else if (path.startsWith("/openapi/v3/")) {
    const text = openApiText(world.registry, path.slice("/openapi/v3/".length));
    if (text === undefined) throw pathNotFound();
    sendText(response, 200, text);
  } else {
    throw pathNotFound();
  }
}
