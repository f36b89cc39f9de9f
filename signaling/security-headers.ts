/** The policy that does not depend on the host. `connect-src` is filled in per response. */
const policy = (socketOrigin: string | null): string =>
  [
    "default-src 'none'",
    "script-src 'self' 'wasm-unsafe-eval'",
    "style-src 'self'",
    "img-src 'self' blob:",
    "media-src 'self' blob:",
    "font-src 'self'",
    // 'self' does not cover the ws schemes in every browser.
    socketOrigin === null ? "connect-src 'self'" : `connect-src 'self' ${socketOrigin}`,
    "worker-src 'self'",
    "manifest-src 'self'",
    "frame-src 'none'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types lit-html beep-sw ProseMirrorClipboard',
  ].join('; ');

/** The camera reads QR codes. The microphone stays off until there is something to say into it. */
const PERMISSIONS = [
  'accelerometer=()',
  'autoplay=(self)',
  'browsing-topics=()',
  'camera=(self)',
  'clipboard-read=()',
  'clipboard-write=(self)',
  'compute-pressure=()',
  'display-capture=()',
  'encrypted-media=()',
  'fullscreen=(self)',
  'gamepad=()',
  'geolocation=()',
  'gyroscope=()',
  'hid=()',
  'identity-credentials-get=()',
  'idle-detection=()',
  'keyboard-map=()',
  'local-fonts=()',
  'magnetometer=()',
  'microphone=()',
  'midi=()',
  'otp-credentials=()',
  'payment=()',
  'picture-in-picture=()',
  'publickey-credentials-create=(self)',
  'publickey-credentials-get=(self)',
  'screen-wake-lock=()',
  'serial=()',
  'storage-access=()',
  'sync-xhr=()',
  'unload=()',
  'usb=()',
  'window-management=()',
  'xr-spatial-tracking=()',
].join(', ');

/**
 * The headers of every response, refusals included. `origin` is the one of ours that the request came to, or null
 * when it came to none: then nothing may be connected to but the page's own origin.
 */
export function securityHeaders(origin: URL | null): Record<string, string> {
  const isSecure = origin?.protocol === 'https:';
  const socketOrigin = origin === null ? null : `${isSecure ? 'wss' : 'ws'}://${origin.host}`;
  return {
    'Content-Security-Policy': policy(socketOrigin),
    // Browsers pass over this header on plain http (RFC 6797 section 8.1), so it is not sent there.
    ...(isSecure ? { 'Strict-Transport-Security': 'max-age=31536000' } : {}),
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Embedder-Policy': 'require-corp',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Origin-Agent-Cluster': '?1',
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
    'Referrer-Policy': 'no-referrer',
    'X-DNS-Prefetch-Control': 'off',
    'X-Permitted-Cross-Domain-Policies': 'none',
    'Permissions-Policy': PERMISSIONS,
  };
}
