import { generateKeyPairSync, sign } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");

/** An OIDC provider that issues whatever ID token a test wants. `change` gets the right claims and answers those to send. */
export async function startFakeProvider(clientId: string) {
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const other = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const provider = {
    issuer: "",
    nonce: "",
    /** What discovery calls itself, when not its issuer. */
    calledInstead: undefined as string | undefined,
    change: (claims: Record<string, unknown>): Record<string, unknown> => claims,
    signedBy: "us" as "us" | "another" | "nobody",
    stop: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };

  function idToken(): string {
    const now = Math.floor(Date.now() / 1_000);
    const claims = provider.change({
      iss: provider.issuer,
      sub: "jane",
      aud: clientId,
      iat: now,
      exp: now + 600,
      nonce: provider.nonce,
      groups: ["sre"],
    });
    const header = provider.signedBy === "nobody" ? { alg: "none" } : { alg: "RS256", kid: "k" };
    const signed = `${part(header)}.${part(claims)}`;
    if (provider.signedBy === "nobody") return `${signed}.`;
    const key = provider.signedBy === "us" ? privateKey : other.privateKey;
    return `${signed}.${sign("sha256", Buffer.from(signed), key).toString("base64url")}`;
  }

  const answers: Record<string, () => unknown> = {
    "/.well-known/openid-configuration": () => ({
      issuer: provider.calledInstead ?? provider.issuer,
      authorization_endpoint: `${provider.issuer}/auth`,
      token_endpoint: `${provider.issuer}/token`,
      jwks_uri: `${provider.issuer}/jwks`,
      response_types_supported: ["code"],
      subject_types_supported: ["public"],
      id_token_signing_alg_values_supported: ["RS256"],
    }),
    "/token": () => ({ access_token: "a", token_type: "Bearer", id_token: idToken() }),
    "/jwks": () => ({
      keys: [{ ...publicKey.export({ format: "jwk" }), kid: "k", alg: "RS256", use: "sig" }],
    }),
  };
  const server = createServer((request, response) => {
    const answer = answers[new URL(request.url ?? "/", "http://x").pathname];
    request.resume();
    response.writeHead(answer === undefined ? 404 : 200, {
      "content-type": "application/json",
      connection: "close",
    });
    response.end(JSON.stringify(answer?.() ?? {}));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  provider.issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return provider;
}
