"use server";

import { type NewMigrationAnswer, proposeMigration } from "@/lib/server/new-migration.ts";

type Before = NewMigrationAnswer | undefined;

// `proposeMigration` checks Origin, session, text and rights, each time.
export const propose = async (_: Before, form: FormData): Promise<NewMigrationAnswer> =>
  proposeMigration(form);
