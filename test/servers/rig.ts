import { ask, createDatabase, influxd } from "./influxd.js";
import { Server } from "./server.js";
import { Wire } from "./wire.js";

const basic = (user: string, password: string) => `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
const ADMIN = basic("admin", "admin");

/** A server that asks who writes, and the wire to it. */
export class Rig implements AsyncDisposable {
  readonly server: Server;
  readonly wire: Wire;
  /** What the agent is told of who writes. */
  readonly env = { JOULEMARK_INFLUX_USER: "writer", JOULEMARK_INFLUX_PASSWORD: "s3cret" };

  private constructor(server: Server, wire: Wire) {
    this.server = server;
    this.wire = wire;
  }

  static async start(): Promise<Rig> {
    const server = await Server.start(influxd({ auth: true }));
    await ask(server.url, "", "CREATE USER admin WITH PASSWORD 'admin' WITH ALL PRIVILEGES");
    const rig = new Rig(server, await Wire.start(server.port));
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
    await this.server[Symbol.asyncDispose]();
  }
}
