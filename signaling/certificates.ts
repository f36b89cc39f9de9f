import 'reflect-metadata'; // @peculiar/x509 throws without it
import type { webcrypto } from 'node:crypto';
import { isIP } from 'node:net';
import { AsnConvert } from '@peculiar/asn1-schema';
import {
  GeneralName,
  GeneralSubtree,
  GeneralSubtrees,
  id_ce_nameConstraints,
  NameConstraints as AsnNameConstraints,
} from '@peculiar/asn1-x509';
import * as x509 from '@peculiar/x509';
import type { NameConstraints } from './name-constraints.js';

/** A certificate and its private key (PKCS #8), both PEM. */
export interface Issued {
  readonly cert: string;
  readonly key: string;
}

const ECDSA_P256 = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const DAY_MS = 86_400_000;
const CA_DAYS = 3650;
/** Browsers refuse a server certificate that is valid for more than 398 days. */
export const LEAF_DAYS = 397;
/** Certificates start this long ago: clocks on a LAN without time service differ. */
const BACKDATE_MS = DAY_MS;

/** Makes a root CA that can vouch only for servers inside the constraints (RFC 5280 section 4.2.1.10). */
export async function createCa(label: string, constraints: NameConstraints, nowMs: number): Promise<Issued> {
  const keys = await crypto.subtle.generateKey(ECDSA_P256, true, ['sign', 'verify']);
  const cert = await x509.X509CertificateGenerator.createSelfSigned({
    name: [{ CN: [`Beep local CA (${label})`] }],
    ...validity(nowMs, CA_DAYS),
    signingAlgorithm: ECDSA_P256,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      new x509.Extension(id_ce_nameConstraints, true, encodeConstraints(constraints)),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return { cert: cert.toString('pem'), key: await exportKey(keys.privateKey) };
}

/** Issues a certificate for a server that goes by these DNS names and IP addresses. */
export async function issueLeaf(ca: Issued, names: readonly string[], nowMs: number): Promise<Issued> {
  const caCert = new x509.X509Certificate(ca.cert);
  const keys = await crypto.subtle.generateKey(ECDSA_P256, true, ['sign', 'verify']);
  const cert = await x509.X509CertificateGenerator.create({
    // Its names are the alternative ones; a common name is only for people.
    subject: [{ CN: ['Beep'] }],
    issuer: caCert.subjectName,
    ...validity(nowMs, LEAF_DAYS),
    signingAlgorithm: ECDSA_P256,
    publicKey: keys.publicKey,
    signingKey: await importKey(ca.key),
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension(
        names.map((value) => ({ type: isIP(value) === 0 ? ('dns' as const) : ('ip' as const), value })),
      ),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
      await x509.AuthorityKeyIdentifierExtension.create(caCert.publicKey),
    ],
  });
  return { cert: cert.toString('pem'), key: await exportKey(keys.privateKey) };
}

/** The constraints a CA certificate carries; null for a CA without any. */
export function readConstraints(pem: string): NameConstraints | null {
  const extension = new x509.X509Certificate(pem).getExtension(id_ce_nameConstraints);
  if (extension === null) return null;
  const { permittedSubtrees } = AsnConvert.parse(extension.value, AsnNameConstraints);
  const bases = [...(permittedSubtrees ?? [])].map(({ base }) => base);
  return {
    dns: bases.flatMap(({ dNSName }) => dNSName ?? []),
    ranges: bases.flatMap(({ iPAddress }) => iPAddress ?? []),
  };
}

function encodeConstraints({ dns, ranges }: NameConstraints): ArrayBuffer {
  const bases = [
    ...dns.map((dNSName) => new GeneralName({ dNSName })),
    ...ranges.map((iPAddress) => new GeneralName({ iPAddress })),
  ];
  const permittedSubtrees = new GeneralSubtrees(bases.map((base) => new GeneralSubtree({ base })));
  return AsnConvert.serialize(new AsnNameConstraints({ permittedSubtrees }));
}

function validity(nowMs: number, days: number): { notBefore: Date; notAfter: Date } {
  const startMs = nowMs - BACKDATE_MS;
  return { notBefore: new Date(startMs), notAfter: new Date(startMs + days * DAY_MS) };
}

async function exportKey(key: webcrypto.CryptoKey): Promise<string> {
  return x509.PemConverter.encode(await crypto.subtle.exportKey('pkcs8', key), 'PRIVATE KEY');
}

async function importKey(pem: string): Promise<webcrypto.CryptoKey> {
  return crypto.subtle.importKey('pkcs8', x509.PemConverter.decodeFirst(pem), ECDSA_P256, false, ['sign']);
}
