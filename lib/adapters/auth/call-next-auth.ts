import imported, { type AuthOptions } from "next-auth";
import type { BrowserRequest, SignInAnswer } from "../../ports/sign-in.ts";

type Handler = (request: object, response: object, options: AuthOptions) => Promise<unknown>;
// A CommonJS module: its default export is one level deeper where Node.js loads it than where a bundler does.
const NextAuth = (
  typeof imported === "function" ? imported : (imported as { default: unknown }).default
) as Handler;

/**
 * Asks next-auth, through the interface it has for Node's requests: that one takes cookies and body as they are given, and so needs no
 * request of Next.js around it.
 */
export async function callNextAuth(
  options: AuthOptions,
  action: readonly string[],
  request: BrowserRequest,
): Promise<SignInAnswer> {
  const headers = new Map<string, string | string[]>();
  let status = 200;
  let body: string | undefined;
  const response = {
    status(code: number) {
      status = code;
      return response;
    },
    getHeader: (name: string) => headers.get(name.toLowerCase()),
    setHeader(name: string, value: string | string[]) {
      headers.set(name.toLowerCase(), value);
      return response;
    },
    json(value: unknown) {
      headers.set("content-type", "application/json");
      body = JSON.stringify(value);
    },
    send(value: unknown) {
      if (value === undefined) return;
      body = typeof value === "string" ? value : JSON.stringify(value);
    },
    end() {},
  };
  const query = { ...request.query, nextauth: [...action] };
  const { method, cookies, headers: sent } = request;
  await NextAuth({ method, cookies, headers: sent, query, body: request.body }, response, options);
  const cookieHeader = headers.get("set-cookie") ?? [];
  const location = headers.get("location");
  const contentType = headers.get("content-type");
  return {
    status,
    setCookies: Array.isArray(cookieHeader) ? cookieHeader : [cookieHeader],
    ...(typeof location === "string" ? { location } : {}),
    ...(body === undefined ? {} : { body }),
    ...(typeof contentType === "string" ? { contentType } : {}),
  };
}
