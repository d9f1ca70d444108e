import type { IncomingMessage } from "node:http";
import type { User } from "./auth/user.ts";
import { badRequest, invalid } from "./status-error.ts";

/** Where a request's path leads. */
export type Target =
  | { kind: "path"; path: string }
  | {
      kind: "resource";
      group: string;
      version: string;
      plural: string;
      namespace: string;
      name: string;
      subresource: string;
    };

export type FieldValidation = "Strict" | "Warn" | "Ignore";

/** What every handler needs to know about a request besides its body. */
export type RequestContext = {
  user: User;
  query: URLSearchParams;
  /** `fieldManager`, else the first word of the user agent. */
  manager: string;
  dryRun: boolean;
  fieldValidation: FieldValidation;
  /** Sent as `Warning` headers. */
  warnings: string[];
  now: Date;
};

/** `/api/v1/...` and `/apis/<group>/<version>/...` with at least a resource are resources, all else are paths. */
export function targetOf(path: string): Target {
  const parts = path
    .split("/")
    .filter((part) => part !== "")
    .map(decode);
  const isCore = parts[0] === "api";
  if (!isCore && parts[0] !== "apis") return { kind: "path", path };
  const [group, version, ...rest] = isCore ? ["", ...parts.slice(1)] : parts.slice(1);
  if (group === undefined || version === undefined || rest.length === 0) return { kind: "path", path };
  const at = (plural = "", name = "", subresource = "", namespace = ""): Target => ({
    kind: "resource",
    group,
    version,
    plural,
    namespace,
    name,
    subresource,
  });
  if (rest[0] !== "namespaces") return at(...rest.slice(0, 3));
  if (rest.length <= 2 || rest[2] === "status" || rest[2] === "finalize") {
    return at("namespaces", rest[1], rest[2], rest[1]);
  }
  return at(rest[2], rest[3], rest.slice(4).join("/"), rest[1]);
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw badRequest("the path is not valid percent-encoding");
  }
}

const OPTIONS: { [method: string]: string } = {
  POST: "CreateOptions",
  PUT: "UpdateOptions",
  PATCH: "PatchOptions",
  DELETE: "DeleteOptions",
};

const VALIDATIONS: readonly string[] = ["", "Ignore", "Strict", "Warn"];

function refuseOption(method: string, field: string, value: string, supported: readonly string[]): never {
  const list = supported.map((item) => JSON.stringify(item)).join(", ");
  throw invalid({ group: "meta.k8s.io", kind: OPTIONS[method] ?? "GetOptions" }, "", [
    {
      field,
      reason: "FieldValueNotSupported",
      message: `Unsupported value: ${value}: supported values: ${list}`,
    },
  ]);
}

export function contextOf(
  request: IncomingMessage,
  query: URLSearchParams,
  user: User,
  now: Date,
): RequestContext {
  const agent = (request.headers["user-agent"] ?? "").split("/")[0] ?? "";
  const method = request.method ?? "GET";
  const validation = query.get("fieldValidation") ?? "";
  if (!VALIDATIONS.includes(validation)) {
    refuseOption(method, "fieldValidation", JSON.stringify(validation), VALIDATIONS);
  }
  const dryRun = query.getAll("dryRun").filter((value) => value !== "");
  if (dryRun.some((value) => value !== "All"))
    refuseOption(method, "dryRun", JSON.stringify(dryRun), ["All"]);
  return {
    user,
    query,
    manager: query.get("fieldManager") || agent || "unknown",
    dryRun: dryRun.length > 0,
    fieldValidation: validation === "Strict" || validation === "Ignore" ? validation : "Warn",
    warnings: [],
    now,
  };
}
