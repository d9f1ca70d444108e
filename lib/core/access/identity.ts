import { z } from "zod";
import type { Actor } from "./access.ts";
import { err, ok, type Result } from "../std/result.ts";

export type IdentityRules = { issuer: string; groupsClaim: string; userPrefix: string; groupsPrefix: string };

/** Kubernetes puts no bound on names; these keep a session cookie and a SubjectAccessReview small. */
const MAX_NAME = 1_024;
const MAX_GROUPS = 250;

const nameSchema = z
  .string()
  .min(1, "is empty")
  .max(MAX_NAME, `is longer than ${MAX_NAME} characters`)
  // C0, DEL and C1, the line and paragraph separators, and lone surrogates: they forge lines in logs and look-alike names.
  .refine((name) => !/[\p{Cc}\p{Zl}\p{Zp}\p{Cs}]/u.test(name), "has control characters");

const actorSchema = z.object({
  name: nameSchema,
  groups: z.array(nameSchema).max(MAX_GROUPS, `are more than ${MAX_GROUPS}`),
});

const describeIssues = (error: z.ZodError) =>
  error.issues.map((issue) => `${issue.path.join(".")} ${issue.message}`).join("; ");

/** What a TokenReview answered, checked for form: its names are the API server's own and stay as they are. */
export function reviewedActor(name: string, groups: readonly string[]): Result<Actor, string> {
  const parsed = actorSchema.safeParse({ name, groups });
  return parsed.success ? ok(parsed.data) : err(describeIssues(parsed.error));
}

const claimsSchema = z.object({
  iss: z.string(),
  sub: z.string().min(1),
  email_verified: z.boolean().optional(),
});

/**
 * The Kubernetes identity of the holder of an ID token whose signature, audience and nonce were checked already. It is made of
 * issuer and subject, never of the e-mail address, which its owner can change. A groups claim that is not a list of
 * texts is refused as a whole rather than read as something.
 */
export function oidcActor(claims: Record<string, unknown>, rules: IdentityRules): Result<Actor, string> {
  const parsed = claimsSchema.safeParse(claims);
  if (!parsed.success) return err(`the ID token's claims: ${describeIssues(parsed.error)}`);
  const { iss, sub, email_verified: verified } = parsed.data;
  if (iss !== rules.issuer) return err("the ID token is from another issuer");
  if (verified === false) return err("the e-mail address of this account is not verified");
  const claim = Object.hasOwn(claims, rules.groupsClaim) ? claims[rules.groupsClaim] : [];
  const groups = z.array(z.string()).safeParse(claim);
  if (!groups.success) return err(`the claim ${rules.groupsClaim} is not a list of texts`);
  const actor = actorSchema.safeParse({
    name: `${rules.userPrefix}${iss}#${sub}`,
    groups: groups.data.map((group) => `${rules.groupsPrefix}${group}`),
  });
  if (!actor.success) return err(describeIssues(actor.error));
  const reserved = [actor.data.name, ...actor.data.groups].find((name) => name.startsWith("system:"));
  // Kubernetes trusts these names blindly; no provider may hand them out, whatever the prefixes are.
  if (reserved !== undefined) return err("a name that begins with system: is Kubernetes' own");
  return ok(actor.data);
}
