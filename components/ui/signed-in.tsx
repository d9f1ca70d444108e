import { SignOut } from "./sign-out.tsx";

/** Who is signed in, and the way out. */
export function SignedIn({ user, className = "flex" }: { user: string; className?: string }) {
  return (
    <span className={`${className} items-center gap-3 text-sm text-mut`}>
      {user}
      <SignOut />
    </span>
  );
}
