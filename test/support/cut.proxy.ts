import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** A wire to the database that a story can cut. */
export class CutProxy {
  private readonly sockets = new Set<Socket>();
  private isCut = false;

  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  /** The same database URL, by way of this wire. */
  static async to(databaseUrl: string): Promise<CutProxy> {
    const target = new URL(databaseUrl);
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = Object.assign(new URL(databaseUrl), { hostname: '127.0.0.1', port: String((server.address() as AddressInfo).port) });
    const proxy = new CutProxy(server, url.href);
    server.on('connection', (near) => proxy.join(near, connect(Number(target.port), target.hostname)));
    return proxy;
  }

  private join(near: Socket, far: Socket): void {
    if (this.isCut) near.destroy();
    for (const [socket, other] of [[near, far], [far, near]] as const) {
      this.sockets.add(socket);
      socket.on('error', () => other.destroy()).on('close', () => (this.sockets.delete(socket), other.destroy()));
      socket.pipe(other);
    }
  }

  /** Every connection breaks, and new ones do as soon as they are made. */
  cut(): void {
    this.isCut = true;
    for (const socket of this.sockets) socket.destroy();
  }

  mend(): void {
    this.isCut = false;
  }

  close(): void {
    this.cut();
    this.server.close();
  }
}
