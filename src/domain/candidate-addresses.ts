/** Candidates of one description that are looked at; a browser has a handful. */
const MAX_CANDIDATES = 32;

/**
 * Where a session description says that its sender can be reached: the addresses of its candidates (RFC 8839 section 5.1),
 * each once, as they stand there: IPv4, IPv6 or an mDNS name. It is another's text: what is no candidate is passed over.
 */
export function candidateAddresses(sdp: string): readonly string[] {
  const addresses = new Set<string>();
  const lines = sdp.matchAll(
    /^a=candidate:\S{1,32} \d{1,5} \w{3,4} \d{1,10} ([\w.:-]{1,64}) \d{1,5} typ \w+/gm,
  );
  for (const [, address = ''] of lines) {
    if (addresses.size >= MAX_CANDIDATES) break;
    addresses.add(address);
  }
  return [...addresses];
}
