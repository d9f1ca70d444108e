/**
 * A path of ours to go back to after signing in: `/` and what follows, with a query. Anything that a browser could read as another
 * site, before or after decoding (`//evil`, `/\evil`, `/%2f%2fevil`, `https:…`), becomes `/`.
 */
export function ownPath(wanted: string | undefined): string {
  if (wanted === undefined || wanted.length > 1_024 || !isPlain(wanted)) return "/";
  let decoded = wanted;
  try {
    // Twice: a proxy in front may have decoded once.
    decoded = decodeURIComponent(decodeURIComponent(wanted));
  } catch (error) {
    if (error instanceof URIError) return "/";
    throw error;
  }
  return isPlain(decoded) ? wanted : "/";
}

function isPlain(path: string): boolean {
  return /^\/(?![/\\])[^\\\p{Cc}\p{Zl}\p{Zp}]*$/u.test(path) && !path.split(/[?#]/)[0]?.includes("//");
}
