/** A plain form: signing out works before hydration and without JavaScript. */
export function SignOut() {
  return (
    <form method="post" action="/signout">
      <button
        type="submit"
        className="py-1 underline decoration-line underline-offset-2 hover:decoration-ink"
      >
        Sign out
      </button>
    </form>
  );
}
