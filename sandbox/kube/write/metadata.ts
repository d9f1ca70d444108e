import { asArray, asObject, isObject } from "../json.ts";
import { finalizersOf, type KubeObject, labelsOf, metadataOf } from "../object.ts";
import { child, invalidValue, type Problem } from "../schema/problem.ts";

const NAME = /^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/;
const PREFIX = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const VALUE = /^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/;
const MAX_ANNOTATION_BYTES = 256 * 1024;

const nameText =
  "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character " +
  "(e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
const valueText =
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an " +
  "alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is " +
  "'(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";

function isQualifiedName(key: string): boolean {
  const parts = key.split("/");
  const name = parts.at(-1) ?? "";
  if (parts.length > 2 || name.length > 63 || !NAME.test(name)) return false;
  return parts.length === 1 || (PREFIX.test(parts[0] ?? "") && (parts[0] ?? "").length <= 253);
}

function keyProblems(keys: readonly string[], path: string): Problem[] {
  return keys.filter((key) => !isQualifiedName(key)).map((key) => invalidValue(path, key, nameText));
}

/** What is wrong with labels, annotations, finalizers and owners. */
export function metadataProblems(object: KubeObject): Problem[] {
  const metadata = metadataOf(object);
  const labels = labelsOf(object);
  const annotations = asObject(metadata["annotations"]);
  const problems = [
    ...keyProblems(Object.keys(labels), "metadata.labels"),
    ...keyProblems(
      Object.keys(annotations).map((key) => key.toLowerCase()),
      "metadata.annotations",
    ),
  ];
  for (const value of Object.values(labels)) {
    const text = String(value);
    if (text.length > 63)
      problems.push(invalidValue("metadata.labels", text, "must be no more than 63 bytes"));
    else if (!VALUE.test(text)) problems.push(invalidValue("metadata.labels", text, valueText));
  }
  const size = Object.entries(annotations).reduce(
    (sum, [key, value]) => sum + key.length + String(value).length,
    0,
  );
  if (size > MAX_ANNOTATION_BYTES) {
    problems.push({
      field: "metadata.annotations",
      reason: "FieldValueTooLong",
      message: `Too long: may not be more than ${MAX_ANNOTATION_BYTES} bytes`,
      blocksRules: false,
    });
  }
  finalizersOf(object).forEach((name) => {
    if (!isQualifiedName(name)) problems.push(invalidValue("metadata.finalizers", name, nameText));
  });
  asArray(metadata["ownerReferences"]).forEach((owner, index) => {
    const path = `metadata.ownerReferences[${index}]`;
    if (!isObject(owner)) return;
    for (const field of ["apiVersion", "kind", "name", "uid"]) {
      if (owner[field] === undefined || owner[field] === "") {
        problems.push(invalidValue(child(path, field), "", `${field} must not be empty`));
      }
    }
  });
  return problems;
}
