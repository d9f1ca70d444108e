import type { Resource } from "../resource.ts";

const SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const LABEL_1035 = /^[a-z]([-a-z0-9]*[a-z0-9])?$/;

const subdomainText =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end " +
  "with an alphanumeric character (e.g. 'example.com', regex used for validation is " +
  "'[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
const labelText =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an " +
  "alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
const label1035Text =
  "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end " +
  "with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')";

/** Why a name will not do for a kind, in the words of kube-apiserver; undefined when it will. */
export function nameProblem(resource: Resource, name: string): string | undefined {
  if (resource.group === "rbac.authorization.k8s.io") {
    if (name === "." || name === "..") return `may not be '${name}'`;
    const bad = ["/", "%"].find((character) => name.includes(character));
    return bad === undefined ? undefined : `may not contain '${bad}'`;
  }
  if (resource.kind === "Namespace") return label(name, LABEL, labelText);
  if (resource.kind === "Service") return label(name, LABEL_1035, label1035Text);
  if (name.length > 253) return "must be no more than 253 bytes";
  return SUBDOMAIN.test(name) ? undefined : subdomainText;
}

function label(name: string, pattern: RegExp, text: string): string | undefined {
  if (name.length > 63) return "must be no more than 63 bytes";
  return pattern.test(name) ? undefined : text;
}
