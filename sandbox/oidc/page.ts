const roles: Record<string, string> = {
  viewer: "sees the migration",
  operator: "starts, advances, holds, rolls back",
  approver: "approves",
  approver2: "approves, where two must",
  admin: "may do all of it, and owns the cluster",
  outsider: "has rights in another namespace only",
};

/** The sign-in page: a button for each user, named after it. */
export function signInPage(uid: string, users: readonly string[]): string {
  const buttons = users
    .map(
      (user) =>
        `<li><button name="user" value="${user}" aria-describedby="about-${user}">${user}</button> <span id="about-${user}">${roles[user] ?? ""}</span></li>`,
    )
    .join("\n");
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Sandbox sign-in</title>
<link rel="icon" href="data:,">
<style>
  :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
  main { max-width: 34rem; margin: 12vh auto; padding: 0 1rem; }
  ul { list-style: none; padding: 0; display: grid; gap: .6rem; }
  li { display: grid; grid-template-columns: 9rem 1fr; gap: 1rem; align-items: center; }
  button { font: inherit; padding: .5rem .9rem; border-radius: .5rem; border: 1px solid currentColor; background: transparent; color: inherit; cursor: pointer; }
  button:hover, button:focus-visible { background: color-mix(in srgb, currentColor 12%, transparent); }
  span { opacity: .8; }
</style>
</head>
<body>
<main>
<h1>Who are you today?</h1>
<p>These are the users of the sandbox. One click signs in; there are no passwords.</p>
<form method="post" action="/interaction/${uid}">
<ul>
${buttons}
</ul>
</form>
</main>
</body>
</html>
`;
}
