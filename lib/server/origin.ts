/**
 * Whether a request that carries a cookie was made by a page of ours: its `Origin` is exactly that of `NEXTAUTH_URL`. Browsers send it with
 * every form and every changing `fetch`; missing, `null` and anything else is refused. `Host` and `X-Forwarded-Host` are not looked at, since
 * whoever sends the request chooses them.
 */
export function isOwnOrigin(headers: Pick<Headers, "get">, publicOrigin: string): boolean {
  return headers.get("origin") === publicOrigin;
}
