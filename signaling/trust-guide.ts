import type { LocalCa } from './local-ca.js';

/** What the operator reads: where the CA certificate is, how to know it, and how each kind of device comes to trust it. */
export function trustGuide(ca: LocalCa, port: number, name: string): string {
  const host = name.includes(':') ? `[${name}]` : name;
  return `
Each device trusts this machine's own certificate authority once. It can vouch for this machine's names and for
private addresses, and for nothing else.

  File         ${ca.certPath}
  Download     https://${host}:${port}/ca.crt
  SHA-256      ${ca.fingerprint}

Before a device trusts a downloaded file, compare the SHA-256 shown there with the one above.

  Windows      certutil -addstore -f Root ca.crt      (as administrator; or by group policy: Trusted Root
               Certification Authorities)
  Linux        certutil -d sql:$HOME/.pki/nssdb -A -t C,, -n beep -i ca.crt      (Chromium and Chrome)
  macOS        sudo security add-trusted-cert -d -r trustRoot -k /Library/Keychains/System.keychain ca.crt
  Android      Settings > Security > Encryption & credentials > Install a certificate > CA certificate
  iOS, iPadOS  Open the download in Safari; Settings > General > VPN & Device Management > install the profile;
               then Settings > General > About > Certificate Trust Settings > switch it on

Clicking a warning away is no substitute: the page opens, but Beep can neither be installed nor work offline.
`;
}
