export type BrokerConf = {
  name: string;
  port: number;
  /** Where a persistent session survives a graceful restart; ends with a slash. */
  dataDir: string;
  /** The side's backplane; absent for the backplane itself. */
  backplanePort?: number;
};

/**
 * Mosquitto's configuration of one pod. The pods of a side are bridged in a star around a backplane, so that they act
 * as one broker: a tree has no loops, and since the centre is not a pod, no pod's loss parts the others. A pod that
 * comes back opens its own bridge at once; the backplane has kept its subscription and queued what it missed.
 */
export function mosquittoConf({ name, port, dataDir, backplanePort }: BrokerConf): string {
  const lines = [
    `listener ${port} 127.0.0.1`,
    "allow_anonymous true",
    "max_connections -1",
    "set_tcp_nodelay true",
    // Only matters when started as root: the data folder belongs to whoever runs the sandbox.
    "user root",
    "persistence true",
    `persistence_location ${dataDir}`,
    "max_queued_messages 100000",
    "max_inflight_messages 1000",
    "persistent_client_expiration 1h",
    "log_dest stderr",
    "log_type error",
  ];
  if (backplanePort !== undefined)
    lines.push(
      `connection ${name}`,
      `address 127.0.0.1:${backplanePort}`,
      "topic # both 2",
      "cleansession false",
      "try_private true",
      `remote_clientid backplane-${name}`,
      `local_clientid bridge-${name}`,
      "restart_timeout 1",
      "notifications false",
      "keepalive_interval 5",
    );
  return `${lines.join("\n")}\n`;
}
