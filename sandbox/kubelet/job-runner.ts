import { existsSync } from "node:fs";
import { join } from "node:path";
import { startLeashed, withUrgency } from "../world/leash.ts";
import { type JobSpec, programOf, terminationMessage } from "./job.ts";

export type JobWorld = {
  /** The folder with the programs. */
  programs: string;
  env: Record<string, string>;
  /** The token of a service account, by `namespace/name`. */
  tokenOf: (serviceAccount: string) => string | undefined;
};

export type JobEnd = {
  exitCode: number;
  message: string;
  deadline: boolean;
  startedAt: string;
  finishedAt: string;
};
export type JobRun = {
  startedAt: string;
  end: JobEnd | undefined;
  pid: number | undefined;
  stop: () => void;
};

/** The file of a Job's program, or why there is none. */
export function findProgram(spec: JobSpec, programs: string): { file: string } | { missing: string } {
  const image = spec.template.spec.containers[0]?.image ?? "";
  const program = programOf(image);
  const file = program === undefined ? undefined : join(programs, `${program}.ts`);
  if (file === undefined || !existsSync(file))
    return { missing: `the sandbox has no program for image "${image}"` };
  return { file };
}

/** Runs one attempt of a Job. The deadline and `stop` kill it. */
export function runJob(
  spec: JobSpec,
  namespace: string,
  file: string,
  world: JobWorld,
  onEnd: () => void,
): JobRun {
  const { containers, serviceAccountName = "default" } = spec.template.spec;
  const container = containers[0];
  const timeoutS = spec.activeDeadlineSeconds ?? 60;
  const child = withUrgency("acting", () =>
    startLeashed(process.execPath, [file, ...(container?.args ?? [])], {
      stdio: ["ignore", "pipe", "inherit"],
      env: {
        ...process.env,
        ...Object.fromEntries((container?.env ?? []).map(({ name, value = "" }) => [name, value])),
        ...world.env,
        SANDBOX_NAMESPACE: namespace,
        SANDBOX_TOKEN: world.tokenOf(`${namespace}/${serviceAccountName}`) ?? "",
        SANDBOX_TIMEOUT_S: String(timeoutS),
      },
    }),
  );
  const startedAt = new Date().toISOString();
  let output = "";
  child.stdout?.setEncoding("utf8").on("data", (text: string) => {
    process.stdout.write(text);
    output = (output + text).slice(-outputKept);
  });
  let deadline = false;
  const timer = setTimeout(() => {
    deadline = true;
    child.kill("SIGKILL");
  }, timeoutS * 1000);
  const run: JobRun = { startedAt, end: undefined, pid: child.pid, stop: () => child.kill("SIGKILL") };
  const ended = (exitCode: number, message: string) => {
    clearTimeout(timer);
    run.end ??= { exitCode, message, deadline, startedAt, finishedAt: new Date().toISOString() };
    onEnd();
  };
  child.once("error", (error) => ended(127, error.message));
  child.once("close", (code) => ended(code ?? 137, terminationMessage(output)));
  return run;
}

const outputKept = 16_384;
