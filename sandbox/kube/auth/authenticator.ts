import { AUTHENTICATED, type User } from "./user.ts";

/** One line of the tokens file. */
export type TokenEntry = { token: string; user: string; uid?: string; groups?: readonly string[] };

/** Who holds a token, or undefined for an unknown one. Everybody known is in `system:authenticated`. */
export type Authenticator = (token: string) => User | undefined;

export function tokenAuthenticator(entries: readonly TokenEntry[]): Authenticator {
  const users = new Map<string, User>(
    entries.map((entry) => [
      entry.token,
      {
        name: entry.user,
        uid: entry.uid ?? "",
        groups: [...new Set([...(entry.groups ?? []), AUTHENTICATED])],
      },
    ]),
  );
  return (token) => users.get(token);
}

export function bearerToken(header: string | undefined): string | undefined {
  return /^bearer\s+(\S+)\s*$/i.exec(header ?? "")?.[1];
}
