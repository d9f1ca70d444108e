import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import { constants, getPriority, setPriority } from "node:os";

/**
 * Programs that cannot watch their parent (Envoy, Mosquitto, Prometheus, the dashboard) are started in a process
 * group of their own and put on a leash: a shell of a megabyte that reads their ids from a pipe and, when the pipe
 * closes because its holder died, even by SIGKILL, ends the groups, and removes the files that speak of them.
 */
const script = `
trap '' INT TERM HUP
pids=' '
file=
while read -r op pid; do
  case $op in
    file) file=$pid ;;
    add) pids="$pids$pid " ;;
    drop) pids="\${pids%% $pid *} \${pids#* $pid }" ;;
  esac
done
[ -n "$file" ] && rm -f "$file"
[ "$pids" = ' ' ] && exit 0
for pid in $pids; do kill -TERM "-$pid" 2>/dev/null; done
sleep 1
for pid in $pids; do kill -KILL "-$pid" 2>/dev/null; done
exit 0
`;

let holder: ChildProcess | undefined;

function tell(line: string): void {
  if (holder === undefined) {
    holder = spawn("/bin/sh", ["-c", script], { stdio: ["pipe", "ignore", "ignore"], detached: true });
    holder.stdin?.on("error", (error) => console.error(`the leash is gone: ${error.message}`));
    holder.unref();
  }
  holder.stdin?.write(`${line}\n`);
}

/** Starts a program that ends when this process does. `kill` reaches the program, not what it started. */
export function startLeashed(command: string, args: string[], options: SpawnOptions = {}): ChildProcess {
  const child = spawn(command, args, {
    stdio: ["ignore", "inherit", "inherit"],
    ...options,
    detached: true,
  });
  const { pid } = child;
  if (pid !== undefined) {
    tell(`add ${pid}`);
    child.once("exit", () => tell(`drop ${pid}`));
  }
  return child;
}

/** Has this file removed when this process dies, and not before. */
export function leashFile(path: string): void {
  tell(`file ${path}`);
}

/** The file is somebody else's business again. */
export function unleashFile(): void {
  tell("file");
}

const { PRIORITY_HIGH, PRIORITY_ABOVE_NORMAL, PRIORITY_NORMAL } = constants.priority;
const priorities = { measured: PRIORITY_HIGH, acting: PRIORITY_ABOVE_NORMAL, other: PRIORITY_NORMAL };
export type Urgency = keyof typeof priorities;

/**
 * Starts something ahead of whatever else keeps the machine busy, such as a browser or a build: latencies that are
 * measured on two cores should be the brokers', not those of a queue for a core. A child inherits its starter's
 * priority with its first thread; set later, it would miss the threads that are there already. Only root may raise
 * it; for others everything stays as it is.
 */
export function withUrgency<T>(urgency: Urgency, start: () => T): T {
  const own = getPriority();
  try {
    setPriority(priorities[urgency]);
  } catch (error) {
    if (!(error instanceof Error && "code" in error)) throw error;
    return start();
  }
  try {
    return start();
  } finally {
    setPriority(own);
  }
}
