declare namespace NodeJS {
  interface ProcessEnv {
    /** Next.js puts the runtime's name here when it builds, so that the other runtime's code is left out. */
    readonly NEXT_RUNTIME?: "nodejs" | "edge";
  }
}
