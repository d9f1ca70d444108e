import type { Metadata } from "next";
import { NewMigrationForm } from "@/components/new/new-migration-form.client.tsx";
import { HomeLink } from "@/components/ui/home-link.tsx";
import { Logo } from "@/components/ui/logo.tsx";
import { SignOut } from "@/components/ui/sign-out.tsx";
import { pageActor } from "@/lib/server/pages.ts";
import { shortActor } from "@/lib/view/format.ts";
import { propose } from "./actions.ts";

export const metadata: Metadata = { title: "New migration" };

export default async function NewMigrationPage() {
  const actor = await pageActor("/new");
  return (
    <>
      <header className="border-b border-line bg-panel">
        <div className="mx-auto flex max-w-[70rem] flex-wrap items-center gap-x-4 gap-y-1 px-3 py-2 sm:px-6">
          <HomeLink className="-m-1 p-1" label="All migrations">
            <Logo />
          </HomeLink>
          <h1 className="text-lg">New migration</h1>
          <span className="flex-1" />
          <span className="flex items-center gap-3 text-sm text-mut">
            {shortActor(actor.name)}
            <SignOut />
          </span>
        </div>
      </header>
      <main className="mx-auto grid max-w-[70rem] grid-cols-[minmax(0,1fr)] gap-4 px-3 py-4 sm:px-6">
        <NewMigrationForm propose={propose} />
      </main>
    </>
  );
}
