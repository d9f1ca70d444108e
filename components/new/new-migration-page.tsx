import type { ComponentProps } from "react";
import { HomeLink } from "../ui/home-link.tsx";
import { Logo } from "../ui/logo.tsx";
import { SignedIn } from "../ui/signed-in.tsx";
import { NewMigrationForm } from "./new-migration-form.client.tsx";

export function NewMigrationPage({
  user,
  propose,
}: ComponentProps<typeof NewMigrationForm> & { user: string }) {
  return (
    <>
      <header className="border-b border-line bg-panel">
        <div className="mx-auto flex max-w-[70rem] flex-wrap items-center gap-x-4 gap-y-1 px-3 py-2 sm:px-6">
          <HomeLink className="-m-1 p-1" label="All migrations">
            <Logo />
          </HomeLink>
          <h1 className="text-lg">New migration</h1>
          <span className="flex-1" />
          <SignedIn user={user} />
        </div>
      </header>
      <main className="mx-auto grid max-w-[70rem] grid-cols-[minmax(0,1fr)] gap-4 px-3 py-4 sm:px-6">
        <NewMigrationForm propose={propose} />
      </main>
    </>
  );
}
