import { z } from "zod";
import type { Clock } from "../../ports/clock.ts";

const KEEP_MS = 5 * 60_000;
const DEADLINE_MS = 3_000;

const documentSchema = z.object({
  issuer: z.string(),
  scopes_supported: z.array(z.string()).optional(),
  id_token_signing_alg_values_supported: z.array(z.string()).optional(),
});

export type Discovered = { scope: string; algorithm: string };

export const wellKnownOf = (issuer: string): string =>
  `${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`;

/** A group claim comes with a scope of its name at some providers, which others refuse when they do not know it. */
function toDiscovered(document: z.infer<typeof documentSchema>): Discovered {
  const scopes = ["openid", ...(document.scopes_supported?.includes("groups") === true ? ["groups"] : [])];
  const asymmetric =
    document.id_token_signing_alg_values_supported?.filter((name) => /^(RS|PS|ES)\d+$|^EdDSA$/.test(name)) ??
    [];
  const algorithm = asymmetric.includes("RS256") ? "RS256" : (asymmetric[0] ?? "RS256");
  return { scope: scopes.join(" "), algorithm };
}

/** What the provider says of itself, kept for five minutes. Throws when it does not answer, or answers for another issuer. */
export function makeDiscovery(issuer: string, clock: Clock): () => Promise<Discovered> {
  let kept: { at: number; value: Discovered } | undefined;
  return async () => {
    if (kept !== undefined && clock.monotonic() - kept.at < KEEP_MS) return kept.value;
    const response = await fetch(wellKnownOf(issuer), {
      signal: AbortSignal.timeout(DEADLINE_MS),
      redirect: "error",
    });
    if (!response.ok) throw new Error(`${wellKnownOf(issuer)} answered ${response.status}`);
    const document = documentSchema.parse(await response.json());
    if (document.issuer !== issuer)
      throw new Error(`OIDC_ISSUER is ${issuer}, but the provider calls itself ${document.issuer}`);
    kept = { at: clock.monotonic(), value: toDiscovered(document) };
    return kept.value;
  };
}
