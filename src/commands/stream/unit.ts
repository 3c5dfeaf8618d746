/** What a unit depends on. */
export interface UnitOptions {
  /** Absolute paths of Node and of the program. */
  readonly program: readonly string[];
  readonly configFile: string;
  readonly user: string;
}

/**
 * The unit of systemd. No right is left that sampling and sending does not use; what is not closed is said here: devices
 * (meters on a serial line, GPUs), the whole of /proc (the processor's load), memory that is written and then executed
 * (Node's own compiler).
 */
export const unitText = ({ program, configFile, user }: UnitOptions): string => `[Unit]
Description=joulemark: power of this computer's rails, to databases
Wants=network-online.target
After=network-online.target time-sync.target

[Service]
Type=notify
# systemd-notify sends for the service
NotifyAccess=all
ExecStart=${program.map(quoted).join(" ")} stream --config ${quoted(configFile)}
ExecReload=/bin/kill -HUP $MAINPID
# credentials: JOULEMARK_INFLUX_TOKEN=..., of mode 600 and root's own
EnvironmentFile=-/etc/joulemark/stream.env
User=${user}
Group=${user}
StateDirectory=joulemark
StateDirectoryMode=0700
UMask=0077
Restart=always
RestartSec=5
# a wrong configuration is not tried for ever
RestartPreventExitStatus=120
WatchdogSec=60
TimeoutStartSec=60
TimeoutStopSec=30
MemoryMax=1G
TasksMax=128
LimitNOFILE=4096

NoNewPrivileges=yes
CapabilityBoundingSet=
AmbientCapabilities=
ProtectSystem=strict
ProtectHome=yes
PrivateTmp=yes
PrivateMounts=yes
ProtectProc=invisible
ProtectClock=yes
ProtectHostname=yes
ProtectKernelTunables=yes
ProtectKernelModules=yes
ProtectKernelLogs=yes
ProtectControlGroups=yes
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX
RestrictNamespaces=yes
RestrictSUIDSGID=yes
RestrictRealtime=yes
LockPersonality=yes
RemoveIPC=yes
KeyringMode=private
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallErrorNumber=EPERM

[Install]
WantedBy=multi-user.target
`;

/** As systemd splits words: quotes where there is a space, and its own signs doubled. */
const quoted = (word: string): string => {
  const plain = word.replaceAll("%", "%%").replaceAll("$", "$$$$");
  return /[\s"'\\]/.test(plain) ? `"${plain.replaceAll(/["\\]/g, "\\$&")}"` : plain;
};
