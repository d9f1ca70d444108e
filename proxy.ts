import { randomBytes } from "node:crypto";
import { NextResponse, type NextRequest } from "next/server";
import { contentSecurityPolicy, fixedHeaders } from "@/lib/server/security-headers.ts";

/** Headers only. Nothing is authorised here: every check is in the route, page or action itself, and holds without this file. */
export function proxy(request: NextRequest): NextResponse {
  const nonce = randomBytes(16).toString("base64");
  const policy = contentSecurityPolicy(nonce, { dev: process.env.NODE_ENV === "development" });
  const inner = new Headers(request.headers);
  inner.set("x-nonce", nonce);
  // Next.js takes the nonce for its own scripts from here.
  inner.set("content-security-policy", policy);
  const response = NextResponse.next({ request: { headers: inner } });
  response.headers.set("content-security-policy", policy);
  const https = (process.env["NEXTAUTH_URL"] ?? "").startsWith("https:");
  for (const [name, value] of Object.entries(fixedHeaders({ https }))) response.headers.set(name, value);
  if (!request.nextUrl.pathname.startsWith("/api/v1/")) response.headers.set("cache-control", "no-store");
  return response;
}

export const config = { matcher: ["/((?!_next/static|_next/image|favicon|icon).*)"] };
