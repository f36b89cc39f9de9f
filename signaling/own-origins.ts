/**
 * The origins this server answers to. A Host header that names another is refused, so that a page elsewhere cannot
 * reach the server under a name of its own (DNS rebinding) and no response ever echoes a name we do not hold.
 */
export class OwnOrigins {
  readonly #scheme: 'http' | 'https';
  readonly #extra: readonly URL[];
  #byHost = new Map<string, URL>();
  /** Host headers that were found to name one of them: reading a URL costs more than all else about a new connection. */
  readonly #known = new Map<string, URL>();

  constructor(scheme: 'http' | 'https', extra: readonly URL[]) {
    this.#scheme = scheme;
    this.#extra = extra;
  }

  /** Replaces the names and addresses of this machine; IPv6 addresses come without brackets. */
  update(names: readonly string[], port: number): void {
    const byHost = new Map<string, URL>();
    const own = names.flatMap((name) => originOf(`${this.#scheme}://${bracketed(name)}:${port}`) ?? []);
    for (const origin of [...own, ...this.#extra]) byHost.set(origin.host, origin);
    this.#byHost = byHost;
    this.#known.clear();
  }

  /** All of them, as `scheme://host[:port]`. */
  get all(): readonly string[] {
    return [...this.#byHost.values()].map(({ origin }) => origin);
  }

  /** The own origin that a Host header names, or null. */
  byHost(host: string | undefined): URL | null {
    if (host === undefined || host.length > 300) return null;
    const known = this.#known.get(host);
    if (known) return known;
    const origin = this.#find(host);
    if (origin && this.#known.size < MAX_KNOWN_HOSTS) this.#known.set(host, origin);
    return origin;
  }

  #find(host: string): URL | null {
    // Behind a proxy that ends TLS the scheme is the extra origin's, so both readings of a missing port count.
    for (const scheme of ['http', 'https']) {
      const origin = originOf(`${scheme}://${host}`);
      const own = origin === null ? undefined : this.#byHost.get(origin.host);
      if (own !== undefined && (own.protocol === `${scheme}:` || own.port !== '')) return own;
    }
    return null;
  }

  /** Whether an Origin header names one of ours. */
  holds(origin: string): boolean {
    const parsed = originOf(origin);
    return parsed !== null && parsed.origin === origin && this.#byHost.get(parsed.host)?.origin === origin;
  }
}

/** One name has many spellings. */
const MAX_KNOWN_HOSTS = 64;

const bracketed = (name: string): string => (name.includes(':') ? `[${name}]` : name);

/** Reads an http or https origin: scheme, host and port and nothing else. Null for anything else. */
export function originOf(text: string): URL | null {
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  const isBare =
    url.pathname === '/' &&
    url.search === '' &&
    url.hash === '' &&
    url.username === '' &&
    url.password === '';
  return isBare && /^https?:$/.test(url.protocol) && !/[/?#@\\]/.test(text.slice(text.indexOf('//') + 2))
    ? url
    : null;
}
