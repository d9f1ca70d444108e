import { decode, encode, type JWT, type JWTDecodeParams, type JWTEncodeParams } from "next-auth/jwt";
import { z } from "zod";
import type { Actor } from "../../core/access/access.ts";

/** A session is over after this time, whatever happens: rights are asked again all the time, who somebody is is not. */
export const SESSION_MS = 8 * 60 * 60_000;

export const sessionSchema = z.object({
  actor: z.object({ name: z.string().min(1), groups: z.array(z.string()) }),
  via: z.enum(["oidc", "token"]),
  endsAt: z.number(),
});
export type SessionContent = z.infer<typeof sessionSchema>;

/** What a new session holds. `tokenEndsAt`: end of the token that it was opened with, where that is known. */
export function openSession(
  actor: Actor,
  via: SessionContent["via"],
  now: number,
  tokenEndsAt?: number,
): SessionContent {
  const { name, groups } = actor;
  return {
    actor: { name, groups: [...groups] },
    via,
    endsAt: Math.min(now + SESSION_MS, tokenEndsAt ?? Number.POSITIVE_INFINITY),
  };
}

/** Only our own fields survive: whatever a client slipped into the token through a session update is dropped here. */
export function contentOf(token: unknown): SessionContent | undefined {
  const parsed = sessionSchema.safeParse(token);
  return parsed.success ? parsed.data : undefined;
}

/** As next-auth's, but the encrypted token itself ends with the session: reading it again does not prolong it. */
export function encodeSession(now: () => number): (params: JWTEncodeParams) => Promise<string> {
  return async ({ token, secret, maxAge }) => {
    const left = Math.floor(((contentOf(token)?.endsAt ?? now()) - now()) / 1_000);
    return encode({
      token: token as JWT,
      secret,
      maxAge: Math.max(0, Math.min(maxAge ?? SESSION_MS / 1_000, left)),
    });
  };
}

/** What a session cookie holds, `undefined` when it is not ours, was changed or has ended. */
export async function decodeSession(
  params: JWTDecodeParams,
  now: number,
): Promise<SessionContent | undefined> {
  const content = contentOf(await decode(params).catch(() => undefined));
  return content !== undefined && content.endsAt > now ? content : undefined;
}

const claimsSchema = z.object({ exp: z.number().positive() });

/**
 * When a Kubernetes token ends, milliseconds since the epoch; `undefined` for one that does not say. Only for a token that the
 * API server has reviewed: the signature is not looked at here.
 */
export function endOfToken(token: string): number | undefined {
  const part = token.split(".")[1];
  if (part === undefined) return undefined;
  try {
    const claims = claimsSchema.safeParse(JSON.parse(Buffer.from(part, "base64url").toString("utf8")));
    return claims.success ? claims.data.exp * 1_000 : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
