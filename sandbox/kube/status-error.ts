import type { JsonObject } from "./json.ts";

/** One problem of one field, as kube-apiserver lists them in `details.causes`. */
export type Cause = { reason: string; message: string; field: string };

export type StatusDetails = {
  name?: string;
  group?: string;
  kind?: string;
  uid?: string;
  causes?: Cause[];
  retryAfterSeconds?: number;
};

/** What a request is about, for messages: `migrations.crossfade.dev "x"`. */
export type Subject = { group: string; resource: string; name?: string };

/** A refusal that becomes a `Status` object with its HTTP code. */
export class StatusError extends Error {
  readonly code: number;
  readonly reason: string;
  readonly details: StatusDetails | undefined;

  constructor(code: number, reason: string, message: string, details?: StatusDetails) {
    super(message);
    this.code = code;
    this.reason = reason;
    this.details = details;
  }

  toJson(): JsonObject {
    const body: JsonObject = {
      kind: "Status",
      apiVersion: "v1",
      metadata: {},
      status: "Failure",
      message: this.message,
    };
    if (this.reason !== "") body["reason"] = this.reason;
    if (this.details !== undefined) body["details"] = this.details;
    body["code"] = this.code;
    return body;
  }
}

export const qualified = (subject: Subject): string =>
  subject.group === "" ? subject.resource : `${subject.resource}.${subject.group}`;

function detailsOf(subject: Subject): StatusDetails {
  return {
    ...(subject.name !== undefined && subject.name !== "" ? { name: subject.name } : {}),
    ...(subject.group !== "" ? { group: subject.group } : {}),
    kind: subject.resource,
  };
}

export const unauthorized = () => new StatusError(401, "Unauthorized", "Unauthorized");

export const resourceNotFound = () =>
  new StatusError(404, "NotFound", "the server could not find the requested resource", {});

/** Nothing is served there at all: kube-apiserver says so in plain text, not in a `Status`. */
export class PathNotFound extends Error {}

export const pathNotFound = () => new PathNotFound("404 page not found");

export const notFound = (subject: Subject) =>
  new StatusError(404, "NotFound", `${qualified(subject)} "${subject.name}" not found`, detailsOf(subject));

export const alreadyExists = (subject: Subject) =>
  new StatusError(
    409,
    "AlreadyExists",
    `${qualified(subject)} "${subject.name}" already exists`,
    detailsOf(subject),
  );

const STALE = "the object has been modified; please apply your changes to the latest version and try again";

export const conflict = (subject: Subject, why: string = STALE, causes?: Cause[]) =>
  new StatusError(
    409,
    "Conflict",
    causes === undefined
      ? `Operation cannot be fulfilled on ${qualified(subject)} "${subject.name}": ${why}`
      : why,
    causes === undefined ? detailsOf(subject) : { causes },
  );

export const badRequest = (message: string) => new StatusError(400, "BadRequest", message);

export const methodNotAllowed = (
  message = "the server does not allow this method on the requested resource",
) => new StatusError(405, "MethodNotAllowed", message, {});

export const unsupportedMediaType = (accepted: readonly string[]) =>
  new StatusError(
    415,
    "UnsupportedMediaType",
    `the body of the request was in an unknown format - accepted media types include: ${accepted.join(", ")}`,
  );

export const expired = (message: string) => new StatusError(410, "Expired", message);

/** What kube-apiserver says to a JSON Patch whose `test` fails or whose path is missing. */
export const patchRefused = () =>
  new StatusError(422, "Invalid", "the server rejected our request due to an error in our request", {});

export const forbidden = (subject: Subject, why: string) =>
  new StatusError(
    403,
    "Forbidden",
    subject.name === undefined || subject.name === ""
      ? `${qualified(subject)} is forbidden: ${why}`
      : `${qualified(subject)} "${subject.name}" is forbidden: ${why}`,
    detailsOf(subject),
  );

export type FieldProblem = { field: string; reason: string; message: string };

/** 422 with every problem: one is written as it is, several in brackets, as kube-apiserver does. */
export function invalid(
  kind: { group: string; kind: string },
  name: string,
  problems: readonly FieldProblem[],
): StatusError {
  const texts = [...new Set(problems.map((problem) => `${problem.field}: ${problem.message}`))];
  const list = texts.length === 1 ? texts[0] : `[${texts.join(", ")}]`;
  const qualifiedKind = kind.group === "" ? kind.kind : `${kind.kind}.${kind.group}`;
  return new StatusError(422, "Invalid", `${qualifiedKind} "${name}" is invalid: ${list}`, {
    ...(name === "" ? {} : { name }),
    ...(kind.group === "" ? {} : { group: kind.group }),
    ...(kind.kind === "" ? {} : { kind: kind.kind }),
    causes: problems.map((problem) => ({
      reason: problem.reason,
      message: problem.message,
      field: problem.field,
    })),
  });
}
