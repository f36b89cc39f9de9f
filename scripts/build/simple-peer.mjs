const DEFAULT_SERVERS = 'urls:["stun:stun.l.google.com:19302","stun:global.stun.twilio.com:3478"]';

/** The one file of simple-peer that bundles cleanly: its own UMD build. */
export const SIMPLE_PEER = 'simple-peer/simplepeer.min.js';

/** Rollup plugin: takes the public STUN servers out of simple-peer, so that no default can ever reach for one. */
export const withoutPublicStun = {
  name: 'without-public-stun',
  transform(code, id) {
    if (!id.endsWith(SIMPLE_PEER)) return null;
    if (!code.includes(`{${DEFAULT_SERVERS}}`))
      this.error('simple-peer names other default servers than before');
    return { code: code.replace(`{${DEFAULT_SERVERS}}`, ''), map: null };
  },
};
