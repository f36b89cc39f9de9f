import {
  credsAuthenticator,
  tokenAuthenticator,
  usernamePasswordAuthenticator,
  type Authenticator,
} from '@nats-io/transport-node';

/** Name and password, or a token, as they stand in a URL; null if there are none. Throws URIError for a stray %. */
export function urlLogin(url: URL): Authenticator | null {
  const user = decodeURIComponent(url.username);
  const password = decodeURIComponent(url.password);
  if (user === '') return null;
  return password === '' ? tokenAuthenticator(user) : usernamePasswordAuthenticator(user, password);
}

/** The JWT and the key of a credentials file as `nsc` writes it; null if it is none, or none of a user. */
export function fileLogin(text: string): Authenticator | null {
  const login = credsAuthenticator(new TextEncoder().encode(text));
  try {
    const proof: unknown = login('a nonce');
    return isUserProof(proof) ? login : null;
  } catch {
    return null;
  }
}

/** A key of NATS says in its first letter whose it is. */
const isUserProof = (proof: unknown): boolean =>
  typeof proof === 'object' &&
  proof !== null &&
  'jwt' in proof &&
  'nkey' in proof &&
  /^[\w-]+\.[\w-]+\.[\w-]+$/.test(String(proof.jwt)) &&
  /^U/.test(String(proof.nkey));
