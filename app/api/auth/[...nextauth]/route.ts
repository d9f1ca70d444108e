import { authRoute } from "@/lib/server/api/auth.ts";

export const dynamic = "force-dynamic";
export const GET = authRoute;
export const POST = authRoute;
