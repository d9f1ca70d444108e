import { postToken } from "@/lib/server/api/sign-in.ts";

export const dynamic = "force-dynamic";
export const POST = postToken;
