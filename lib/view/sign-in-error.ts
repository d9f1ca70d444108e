/** What the sign-in page says about `?error=`. The codes are next-auth's and ours; anything else gets the general line. */
export function describeSignInError(code: string | undefined): string | undefined {
  if (code === undefined || code === "" || code === "undefined") return undefined;
  switch (code) {
    case "CredentialsSignin":
      return "This token is not one of the cluster, or it has ended.";
    case "Unavailable":
      return "Kubernetes does not answer, so the token could not be checked. Try again.";
    case "Provider":
      return "The sign-in provider cannot be reached. Try again, or use a Kubernetes token.";
    case "Identity":
      return "The provider's answer about you was refused: the log says why. Ask whoever runs Crossfade.";
    case "AccessDenied":
      return "The provider refused the sign-in.";
    case "OAuthCallback":
    case "OAuthSignin":
    case "Callback":
      return "The sign-in was not completed: it took too long, or was begun in another window. Try again.";
    default:
      return "Signing in did not work. Try again.";
  }
}
