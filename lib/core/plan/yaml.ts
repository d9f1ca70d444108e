import { LineCounter, parseDocument } from "yaml";
import { err, ok, type Result } from "../std/result.ts";
import { type PathPart, type PlanIssue, pathParts, pathText } from "./issue.ts";
import { migrationNameIssue } from "./parse.ts";
import { yamlBomb } from "./yaml-scan.ts";
import { offsetAt, refusedNodes } from "./yaml-nodes.ts";

/** An issue with the line (from 1) of the text that it is about; absent where no line is to blame. */
export type YamlIssue = PlanIssue & { line?: number };

export type PastedPlan = {
  /** From `metadata`, where the whole object was pasted. */
  name?: string;
  namespace?: string;
  /** What stands under `spec`, unchecked: for `parsePlan(spec, "strict")`. */
  spec: unknown;
  /** Puts lines to the issues that `parsePlan` found in `spec`. */
  locate: (issues: readonly PlanIssue[]) => YamlIssue[];
};

const MAX_ISSUES = 20;

/**
 * Reads a pasted Migration in YAML or JSON: the whole object, or its spec alone. Refused are, before
 * anything is built: too long or too deep a text, anchors and aliases (a bomb is made of them, a plan
 * needs none), tags, merge keys, `__proto__`, repeated keys, a second document, and numbers in a form
 * that hides their value.
 */
export function parsePlanYaml(text: string): Result<PastedPlan, YamlIssue[]> {
  const bomb = yamlBomb(text);
  if (bomb) return err([{ path: "spec", ...bomb }]);
  const lines = new LineCounter();
  const lineOf = (offset: number | undefined) =>
    offset === undefined ? {} : { line: lines.linePos(offset).line };
  const document = parseDocument(text, {
    lineCounter: lines,
    schema: "core",
    merge: false,
    // Quadratic in yaml: refusedNodes does it in one pass.
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: "error",
  });
  const syntax = [...document.errors, ...document.warnings].map(({ message, pos }) => ({
    path: "spec",
    message: `is not YAML: ${message}`,
    ...lineOf(pos[0]),
  }));
  if (syntax.length > 0) return err(syntax.slice(0, MAX_ISSUES));

  const root: unknown = document.contents;
  const refused = [...refusedNodes(root)].map(({ path, message, offset }) => ({
    path: isEnvelope(path) ? pathText(path.slice(1)) : pathText(path),
    message,
    ...lineOf(offset),
  }));
  if (refused.length > 0) return err(refused.slice(0, MAX_ISSUES));

  const value: unknown = document.toJS({ maxAliasCount: 0 });
  const whole = asWhole(value);
  const locate = (issues: readonly PlanIssue[]) =>
    issues.map((issue) => {
      const parts = pathParts(issue.path);
      return { ...issue, ...lineOf(offsetAt(root, whole ? parts : parts.slice(1))) };
    });
  if (whole === undefined) return ok({ spec: value, locate });
  const wrong = envelopeIssues(whole);
  if (wrong.length > 0) return err(locate(wrong));
  const metadata = asObject(whole["metadata"]) ?? {};
  return ok({
    ...textField("name", metadata["name"]),
    ...textField("namespace", metadata["namespace"]),
    spec: whole["spec"],
    locate,
  });
}

const isEnvelope = (path: readonly PathPart[]) => path[0] === "spec";

function asObject(value: unknown): Record<string, unknown> | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined;
}

/** The whole object rather than a spec: a spec has neither of these keys. */
function asWhole(value: unknown): Record<string, unknown> | undefined {
  const object = asObject(value);
  return object && ("spec" in object || "kind" in object) ? object : undefined;
}

function envelopeIssues(whole: Record<string, unknown>): PlanIssue[] {
  const issues: PlanIssue[] = [];
  const expected = { apiVersion: "crossfade.dev/v1alpha1", kind: "Migration" };
  for (const [field, right] of Object.entries(expected)) {
    if (whole[field] !== right) issues.push({ path: field, message: `must be ${right}` });
  }
  if (asObject(whole["spec"]) === undefined)
    issues.push({ path: "spec", message: "is required: must be an object" });
  const name = asObject(whole["metadata"])?.["name"];
  const wrongName = migrationNameIssue(typeof name === "string" ? name : "");
  if (wrongName) issues.push(wrongName);
  for (const key of Object.keys(whole)) {
    if (["apiVersion", "kind", "metadata", "spec", "status"].includes(key)) continue;
    issues.push({ path: key, message: "is not a field of a Migration" });
  }
  return issues;
}

const textField = <K extends string>(key: K, value: unknown): { [P in K]?: string } =>
  (typeof value === "string" ? { [key]: value } : {}) as { [P in K]?: string };
