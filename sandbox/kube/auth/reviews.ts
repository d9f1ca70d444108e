import { randomUUID } from "node:crypto";
import { asArray, asObject, asString, isObject, type JsonObject } from "../json.ts";
import { badRequest, invalid, type StatusError } from "../status-error.ts";
import type { Authenticator } from "./authenticator.ts";
import type { Attributes, Authorizer } from "./rbac.ts";
import type { User } from "./user.ts";

export type ReviewContext = { authenticate: Authenticator; authorizer: Authorizer; requester: User };

type Review = (body: JsonObject, context: ReviewContext) => JsonObject;

function userInfo(user: User): JsonObject {
  const info: JsonObject = { username: user.name };
  if (user.uid !== "") info["uid"] = user.uid;
  info["groups"] = [...user.groups];
  return info;
}

const refusal = (field: string, value: "" | null, why: string): StatusError =>
  invalid({ group: "authorization.k8s.io", kind: "" }, "", [
    { field, reason: "FieldValueInvalid", message: `Invalid value: ${JSON.stringify(value)}: ${why}` },
  ]);

function attributesOf(spec: JsonObject): Attributes {
  const resource = spec["resourceAttributes"];
  const path = spec["nonResourceAttributes"];
  if (isObject(resource) === isObject(path)) {
    throw refusal(
      "spec",
      null,
      "exactly one of nonResourceAttributes or resourceAttributes must be specified",
    );
  }
  if (isObject(path)) return { kind: "path", verb: asString(path["verb"]), path: asString(path["path"]) };
  const attributes = asObject(resource);
  const subresource = asString(attributes["subresource"]);
  const plural = asString(attributes["resource"]);
  return {
    kind: "resource",
    verb: asString(attributes["verb"]),
    group: asString(attributes["group"]),
    resource: subresource === "" ? plural : `${plural}/${subresource}`,
    namespace: asString(attributes["namespace"]),
    name: asString(attributes["name"]),
  };
}

function answer(body: JsonObject, status: JsonObject): JsonObject {
  return { ...body, metadata: asObject(body["metadata"]), status };
}

function access(body: JsonObject, user: User, context: ReviewContext): JsonObject {
  const { allowed, reason } = context.authorizer.decide(user, attributesOf(asObject(body["spec"])));
  return answer(body, { allowed, ...(reason === "" ? {} : { reason }) });
}

const AUDIENCES = ["https://kubernetes.default.svc"];

function tokenReview(body: JsonObject, context: ReviewContext): JsonObject {
  const token = asString(asObject(body["spec"])["token"]);
  if (token === "") throw badRequest("token is required for TokenReview in authentication");
  const user = context.authenticate(token);
  if (user === undefined) {
    return answer(body, { user: {}, error: "invalid bearer token" });
  }
  return answer(body, { authenticated: true, user: userInfo(user), audiences: AUDIENCES });
}

function subjectAccessReview(body: JsonObject, context: ReviewContext): JsonObject {
  const spec = asObject(body["spec"]);
  const name = asString(spec["user"]);
  const groups = asArray(spec["groups"]).map(asString);
  if (name === "" && groups.length === 0)
    throw refusal("spec.user", "", "at least one of user or group must be specified");
  return access(body, { name, uid: asString(spec["uid"]), groups }, context);
}

function selfSubjectReview(body: JsonObject, context: ReviewContext): JsonObject {
  return {
    ...body,
    metadata: {
      ...asObject(body["metadata"]),
      uid: randomUUID(),
      creationTimestamp: new Date().toISOString(),
    },
    status: { userInfo: userInfo(context.requester) },
  };
}

/** Kinds that are asked, not stored: by group and plural. */
export const REVIEWS: { [resource: string]: { kind: string; namespaced: boolean; review: Review } } = {
  "authentication.k8s.io/tokenreviews": { kind: "TokenReview", namespaced: false, review: tokenReview },
  "authentication.k8s.io/selfsubjectreviews": {
    kind: "SelfSubjectReview",
    namespaced: false,
    review: selfSubjectReview,
  },
  "authorization.k8s.io/subjectaccessreviews": {
    kind: "SubjectAccessReview",
    namespaced: false,
    review: subjectAccessReview,
  },
  "authorization.k8s.io/localsubjectaccessreviews": {
    kind: "LocalSubjectAccessReview",
    namespaced: true,
    review: subjectAccessReview,
  },
  "authorization.k8s.io/selfsubjectaccessreviews": {
    kind: "SelfSubjectAccessReview",
    namespaced: false,
    review: (body, context) => access(body, context.requester, context),
  },
};
