import { mountSmall, unmount } from "./disk.js";
import { ask, createDatabase, influxd } from "./influxd.js";
import { Server, serverFolder } from "./server.js";
import { Wire } from "./wire.js";

const basic = (user: string, password: string) => `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
/** Of the server's disk: enough for a hundred databases of some seconds. */
const DISK_MB = 256;
const ADMIN = basic("admin", "admin");

/** A server that asks who writes, and the wire to it. */
export class Rig implements AsyncDisposable {
  readonly server: Server;
  readonly wire: Wire;
  /** Whether its disk is its own, and can be filled. */
  readonly ownDisk: boolean;
  /** What the agent is told of who writes. */
  readonly env = { JOULEMARK_INFLUX_USER: "writer", JOULEMARK_INFLUX_PASSWORD: "s3cret" };

  private constructor(server: Server, wire: Wire, ownDisk: boolean) {
    this.ownDisk = ownDisk;
    this.server = server;
    this.wire = wire;
  }

  static async start(): Promise<Rig> {
    const folder = serverFolder();
    const ownDisk = mountSmall(folder, DISK_MB);
    const server = await Server.start(influxd({ auth: true }), folder);
    await ask(server.url, "", "CREATE USER admin WITH PASSWORD 'admin' WITH ALL PRIVILEGES");
    const rig = new Rig(server, await Wire.start(server.port), ownDisk);
    await rig.admin(`CREATE USER writer WITH PASSWORD '${rig.env.JOULEMARK_INFLUX_PASSWORD}'`);
    return rig;
  }

  admin(query: string, database = "") {
    return ask(this.server.url, database, query, ADMIN);
  }

  readonly ask = (database: string, query: string) => this.admin(query, database);

  /** A database that the writer may write to and read; nothing happens to one that is there. */
  async database(name: string): Promise<void> {
    await createDatabase(this.server.url, name, ADMIN);
    await this.admin(`GRANT ALL ON "${name}" TO writer`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.wire[Symbol.asyncDispose]();
    await this.server.kill();
    if (this.ownDisk) unmount(this.server.folder);
    await this.server[Symbol.asyncDispose]();
  }
}
