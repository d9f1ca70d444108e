import type { Attributes } from "../auth/rbac.ts";
import type { User } from "../auth/user.ts";
import { forbidden, StatusError } from "../status-error.ts";
import type { World } from "../world.ts";

const suffix = (reason: string): string => (reason === "" ? "" : `: ${reason}`);

export function authorizePath(world: World, user: User, method: string, path: string): void {
  const verb = method === "HEAD" ? "get" : method.toLowerCase();
  const { allowed, reason } = world.authorizer.decide(user, { kind: "path", verb, path });
  if (allowed) return;
  throw new StatusError(
    403,
    "Forbidden",
    `forbidden: User "${user.name}" cannot ${verb} path "${path}"${suffix(reason)}`,
    {},
  );
}

/** 403 in the words of kube-apiserver unless the user may. */
export function authorizeResource(
  world: World,
  user: User,
  attributes: Extract<Attributes, { kind: "resource" }>,
): void {
  const { allowed, reason } = world.authorizer.decide(user, attributes);
  if (allowed) return;
  const { verb, resource, group, namespace, name } = attributes;
  const where = namespace === "" ? "at the cluster scope" : `in the namespace "${namespace}"`;
  throw forbidden(
    { group, resource: resource.split("/")[0] ?? resource, name },
    `User "${user.name}" cannot ${verb} resource "${resource}" in API group "${group}" ${where}${suffix(reason)}`,
  );
}
