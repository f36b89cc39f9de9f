/** What two pages of a bench tell each other over the introducer, in its own words: as bare WebRTC needs it. */
export class Introduced {
  readonly stunUrls: readonly string[];
  onData: (data: unknown) => void = () => undefined;
  readonly #socket: WebSocket;
  readonly #peerTopic: string;

  private constructor(socket: WebSocket, peerTopic: string, stunUrls: readonly string[]) {
    this.#socket = socket;
    this.#peerTopic = peerTopic;
    this.stunUrls = stunUrls;
  }

  /** Connects, and resolves once what is published to `ownTopic` arrives here. */
  static open(ownTopic: string, peerTopic: string): Promise<Introduced> {
    const socket = new WebSocket(`${location.origin.replace(/^http/, 'ws')}/signal`);
    let introduced: Introduced | null = null;
    return new Promise((resolve, reject) => {
      socket.onclose = () => reject(new Error('The introducer closed the connection.'));
      socket.onmessage = ({ data }: MessageEvent<string>) => {
        const frame = JSON.parse(data) as { type: string; stun?: string[]; data?: unknown };
        if (frame.type === 'welcome') {
          introduced = new Introduced(socket, peerTopic, frame.stun ?? []);
          socket.send(JSON.stringify({ type: 'subscribe', topics: [ownTopic] }));
          socket.send(JSON.stringify({ type: 'ping' }));
        } else if (frame.type === 'pong' && introduced) resolve(introduced);
        else if (frame.type === 'publish') introduced?.onData(frame.data);
      };
    });
  }

  send(data: object): void {
    this.#socket.send(JSON.stringify({ type: 'publish', topic: this.#peerTopic, data }));
  }

  close(): void {
    this.#socket.close();
  }
}
